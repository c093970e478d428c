import { parse as parseCsv } from "csv-parse/sync";
import { parse, stringify } from "yaml";
import { UserError } from "../../env/errors.js";
import { featureColumns } from "../../env/world/table/feature-columns.js";

/** What a scenario that replays a session is made of. */
export interface ReplayedSession {
  readonly key: string;
  readonly table: string;
  /** Objective, latency and budget as YAML. */
  readonly plan: string;
  /** The table's, from the scenario's folder. */
  readonly path: string;
}

/**
 * A scenario that replays a session: its table, and its plan. Features that no hole has are hidden; holes that were not
 * exposed are shown and not offered.
 *
 * @returns YAML
 * @throws UserError if nothing was surveyed, so that there is nothing to replay
 */
export function replayScenario({ key, table, plan, path }: ReplayedSession): string {
  const [header = [], ...rows] = parseCsv(table) as string[][];
  if (rows.length === 0) throw new UserError(`session '${key}' has no holes yet: nothing could be replayed`);
  const has = (column: string) => {
    const field = header.indexOf(column);
    return field !== -1 && rows.some((row) => row[field] !== "");
  };
  const { name: _name, ...rest } = parse(plan) as Record<string, unknown>;
  const world = {
    kind: "replay",
    table: path,
    survey: "complete",
    unlabelled: "withhold",
    hide: featureColumns.filter((column) => !has(column)),
  };
  const description = `Session ${key} as it was held, replayed.`;
  const text = stringify({ name: scenarioName(key), description, world, start: "outside", ...rest });
  return `# Only holes that were exposed have outcomes: whoever chose them chose what a replay can show.\n${text}`;
}

/** A session's key as a scenario's name, which begins with a letter or a digit. */
function scenarioName(key: string): string {
  return key.replace(/^[^A-Za-z0-9]+/, "") || "session";
}
