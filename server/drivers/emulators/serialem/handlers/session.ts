import { type Handlers, NOTHING } from "../handler.js";
import { ScriptError } from "../script-error.js";

/** How many commands SerialEM has: lines of its list as of 2026. */
const COMMANDS = 841;
const SECONDS: Readonly<Record<string, number>> = { msec: 0.001, ms: 0.001, sec: 1, s: 1, min: 60 };
/** From here on a delay without a unit is taken for milliseconds. */
const MOST_SECONDS = 60;

export const sessionHandlers: Handlers = {
  ReportNumExeFuncs: () => [COMMANDS],
  ReportTickTime: (_, { clock }) => [clock.nowSeconds()],
  NoMessageBoxOnError(args, scope) {
    scope.hasNoDialogs = !args.has(1) || args.integer(1) !== 0;
    return NOTHING;
  },
  AllowFileOverwrite(args, scope) {
    scope.mayOverwrite = args.integer(1) !== 0;
    return NOTHING;
  },
  SetDirectory(args, { disk }) {
    disk.setCurrent(args.text(1));
    return NOTHING;
  },
  DoesFileExist: (args, { disk }) => [disk.exists(args.text(1)) ? 1 : 0],
  GetVariable(args, { variables }) {
    const value = variables.get(args.text(1).toUpperCase());
    if (value === undefined) throw new ScriptError(`The variable ${args.text(1)} is not defined`);
    return [value];
  },
  async Delay(args, { clock }) {
    const time = args.number(1);
    const unit = args.text(2).toLowerCase();
    const seconds = time * (SECONDS[unit] ?? (time > MOST_SECONDS ? 0.001 : 1));
    if (!(seconds >= 0)) throw new ScriptError(`Delay of ${time} ${unit}`);
    await clock.advance(seconds);
    return NOTHING;
  },
};
