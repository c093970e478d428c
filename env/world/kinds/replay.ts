import { z } from "zod";
import { readSessionTable } from "../table/read-session-table.js";
import { featureColumns, worldFromTable } from "../table/table-world.js";
import { commonWorldOptions, type WorldKind } from "../world-kind.js";

const options = z.strictObject({ table: z.string().min(1), ...commonWorldOptions });

/** A recorded session: real targets, real outcomes, a chosen latency model. */
const kind: WorldKind<typeof options> = {
  name: "replay",
  summary: "replays a session table: real targets, real outcomes",
  options,
  tables: ({ table }) => [table],
  open({ table, hide }, context) {
    const wanted = featureColumns.filter((name) => !hide.includes(name));
    const data = worldFromTable(readSessionTable(context.resolveTable(table), wanted), hide);
    return {
      varies: false,
      mostChildren: data.tree.childCount.reduce((most, count) => Math.max(most, count), 0),
      shape: data.tree.shape,
      survey: "complete",
      mostNodes: data.tree.firstLeaf,
      mostTargets: data.tree.size,
      mostHoles: data.tree.size - data.tree.firstLeaf,
      notes: [`A replay of ${context.scenarioName} holds only holes that an operator chose to expose.`],
      create: () => data,
    };
  },
};

export default kind;
