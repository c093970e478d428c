import { Phase } from "../../../../../env/world/latency/phase.js";
import { type Handlers, NOTHING } from "../handler.js";
import { ScriptError } from "../script-error.js";

/** Slots of the cassette. */
const SLOTS = 12;

export const loaderHandlers: Handlers = {
  ReportSlotStatus(args, { specimen }) {
    const slot = args.integer(1);
    if (slot < 1 || slot > SLOTS) throw new ScriptError(`There is no slot ${slot}`);
    return [specimen.gridIn(slot) === undefined ? 0 : 1];
  },
  ReportLoadedSlot: (_, { specimen }) => [specimen.loadedSlot, 0],
  async LoadCartridge(args, scope) {
    const { specimen, debt, stage } = scope;
    const slot = args.integer(1);
    if (specimen.gridIn(slot) === undefined) throw new ScriptError(`Slot ${slot} is empty`);
    await scope.spend();
    debt.add(specimen.load(slot));
    await scope.spend(Phase.Moving, Phase.Focusing, Phase.Exposing, Phase.Waiting);
    scope.stage = { ...stage, x: 0, y: 0, z: 0 };
    return NOTHING;
  },
  async UnloadCartridge(_, scope) {
    await scope.spend();
    scope.specimen.unload();
    return NOTHING;
  },
};
