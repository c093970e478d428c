import { z } from "zod";
import { UserError } from "../../errors.js";
import { groupingOptions } from "../grouping/grouping-options.js";
import { groupingKinds } from "../grouping/kinds/index.js";
import { formGroups } from "../table/form-groups.js";
import { LabelModel } from "../table/label-model.js";
import { readSessionTable } from "../table/read-session-table.js";
import type { SessionTable } from "../table/session-table.js";
import { featureColumns, worldFromTable } from "../table/table-world.js";
import type { WorldData } from "../world-data.js";
import type { WorldContext, WorldKind } from "../world-kind.js";
import { surveyModes, type WorldSource } from "../world-source.js";

const options = z.strictObject({
  table: z.string().min(1).describe("The session table (CSV): a path from the scenario's folder or a data folder."),
  survey: z
    .enum(surveyModes, { error: `expected one of ${surveyModes.join(", ")}` })
    .default("complete")
    .describe(
      "What is known from the start: everything; nothing but the grids; or what the table's column 'surveyed' says. Default: complete.",
    ),
  grouping: groupingOptions("table")
    .default({ kind: "table" })
    .describe("The table's own groups, or an algorithm that forms them from the holes' stage positions."),
  unlabelled: z
    .enum(["withhold", "bad", "model"], { error: "expected one of withhold, bad, model" })
    .default("withhold")
    .describe(
      "Holes whose outcome is not known: they are not offered; they fail; or their outcome is drawn by a model fitted on the others. Default: withhold.",
    ),
  hide: z
    .array(z.enum(featureColumns as [string, ...string[]]))
    .default([])
    .describe("Feature columns that are withheld from the policy."),
});
type Options = z.output<typeof options>;

/** A recorded session: real targets, real outcomes, a chosen latency model. */
const kind: WorldKind<typeof options> = {
  name: "replay",
  summary: "replays a session table: real targets, real outcomes",
  options,
  tables: ({ table }) => [table],
  open,
};

export default kind;

function open(given: Options, context: WorldContext): WorldSource {
  const { hide, survey, unlabelled } = given;
  const session = readTable(given, context);
  const { surveyed = [], ...world } = worldFromTable(session, hide);
  const { tree } = world;
  const data: WorldData = survey === "recorded" ? { ...world, surveyed } : world;
  const lacking = world.spent.length;
  const model = unlabelled === "model" && lacking > 0 ? labelModel(session, data, given.table, context) : undefined;
  const told: WorldData = unlabelled === "bad" ? { ...data, spent: [] } : data;
  return {
    varies: model !== undefined,
    shape: tree.shape,
    survey,
    mostChildren: tree.childCount.reduce((most, count) => Math.max(most, count), 0),
    mostHoles: tree.size - tree.firstLeaf,
    mostNodes: tree.firstLeaf,
    mostTargets: tree.size,
    notes: [note(context, unlabelled, lacking)],
    create: (random) => model?.complete(random) ?? told,
  };
}

function readTable({ table, hide, grouping }: Options, context: WorldContext): SessionTable {
  const wanted = featureColumns.filter((name) => !hide.includes(name));
  const file = context.resolveTable(table);
  const { kind: name, radius } = grouping;
  if (radius === undefined) return readSessionTable(file, wanted);
  return formGroups(readSessionTable(file, wanted, { ungrouped: true }), groupingKinds.get(name), radius);
}

/** Fitted to all that the table says: what is withheld from policies does not change the truth. */
function labelModel(session: SessionTable, data: WorldData, table: string, context: WorldContext): LabelModel {
  try {
    return new LabelModel(worldFromTable(session, []), data);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`scenario '${context.scenarioName}', table ${table}: ${error.message}`);
  }
}

function note({ scenarioName }: WorldContext, unlabelled: Options["unlabelled"], lacking: number): string {
  if (lacking === 0) return `A replay of ${scenarioName} holds only holes that an operator chose to expose.`;
  const chosen = `A replay of ${scenarioName} has outcomes only of holes that an operator chose to expose`;
  const holes = lacking === 1 ? "1 hole" : `${lacking} holes`;
  const what = {
    withhold: `; ${holes} without an outcome are not offered.`,
    bad: `, and ${holes} without an outcome, which count as failed.`,
    model: `, and ${holes} without an outcome, which a model fitted on the others makes up.`,
  };
  return chosen + what[unlabelled];
}
