import { formatTable } from "../terminal/format-table.js";
import { writeOutput } from "../terminal/output-file.js";
import { type SourceFlags, withSource } from "./open-source.js";
import { day, stateWord } from "./words.js";

/** `cryogym session list`: a line for each session, the newest first. */
export function listSessions(flags: SourceFlags & { readonly json?: string }): Promise<void> {
  return withSource(flags, async (source) => {
    const sessions = (await source.list()).map(({ state, createdAtUnixMilliseconds, ...rest }) => ({
      ...rest,
      madeAt: new Date(createdAtUnixMilliseconds).toISOString(),
      state: stateWord(state),
    }));
    if (flags.json !== undefined) {
      writeOutput(flags.json, `${JSON.stringify({ sessions }, null, 2)}\n`);
      return;
    }
    const header = ["session", "instrument", "made (UTC)", "state", "exposures", "good"];
    const rows = sessions.map(({ sessionKey, instrument, madeAt, state, exposures, good }) => [
      sessionKey,
      instrument,
      day(Date.parse(madeAt)),
      state,
      String(exposures),
      String(good),
    ]);
    process.stdout.write(rows.length === 0 ? "There are no sessions yet.\n" : `${formatTable(header, rows, 4)}\n`);
  });
}
