import { UserError } from "../errors.js";
import { KeyedRandom } from "../random/keyed-random.js";
import { worldKinds } from "../world/kinds/index.js";
import type { WorldSource } from "../world/world-source.js";
import type { Scenario } from "./scenario.js";

/**
 * Asks a scenario's latency model whether it can be used with the scenario's worlds.
 *
 * @throws UserError naming scenario and tables, what they lack and what to do
 */
export function checkLatency({ name, world, plan }: Scenario, source: WorldSource): void {
  if (plan.latency.problemWith === undefined) return;
  const problem = plan.latency.problemWith(source.create(new KeyedRandom(0)).tree);
  if (problem === undefined) return;
  const tables = worldKinds.get(world.kind).tables(world.options);
  throw new UserError(`${[`scenario '${name}'`, ...tables.map((table) => `table ${table}`)].join(", ")}: ${problem}`);
}
