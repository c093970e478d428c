import { z } from "zod";
import { LabelModel } from "../table/label-model.js";
import { readSessionTable } from "../table/read-session-table.js";
import { featureColumns, worldFromTable } from "../table/table-world.js";
import type { WorldData } from "../world-data.js";
import { commonWorldOptions, type WorldContext, type WorldKind } from "../world-kind.js";
import { surveyModes, type WorldSource } from "../world-source.js";

const options = z.strictObject({
  ...commonWorldOptions,
  table: z.string().min(1).describe("The session table (CSV): a path from the scenario's folder or a data folder."),
  survey: z
    .enum(surveyModes, { error: `expected one of ${surveyModes.join(", ")}` })
    .default("complete")
    .describe(
      "What is known from the start: everything; nothing but the grids; or what the table's column 'surveyed' says. Default: complete.",
    ),
  unlabelled: z
    .enum(["withhold", "bad", "model"], { error: "expected one of withhold, bad, model" })
    .default("withhold")
    .describe(
      "Holes whose outcome is not known: they are not offered; they fail; or their outcome is drawn by a model fitted on the others. Default: withhold.",
    ),
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

function open({ table, hide, survey, unlabelled }: Options, context: WorldContext): WorldSource {
  const wanted = featureColumns.filter((name) => !hide.includes(name));
  const session = readSessionTable(context.resolveTable(table), wanted);
  const { surveyed = [], ...world } = worldFromTable(session, hide);
  const { tree } = world;
  const data: WorldData = survey === "recorded" ? { ...world, surveyed } : world;
  const lacking = world.spent.length;
  const model = unlabelled === "model" && lacking > 0 ? labelModel(session, data) : undefined;
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

/** Fitted to all that the table says: what is withheld from policies does not change the truth. */
function labelModel(session: Parameters<typeof worldFromTable>[0], data: WorldData): LabelModel {
  return new LabelModel(worldFromTable(session, []), data);
}

function note({ scenarioName }: WorldContext, unlabelled: Options["unlabelled"], lacking: number): string {
  const chosen = `A replay of ${scenarioName} holds only holes that an operator chose to expose`;
  if (lacking === 0) return `${chosen}.`;
  const holes = lacking === 1 ? "1 hole" : `${lacking} holes`;
  switch (unlabelled) {
    case "withhold":
      return `${chosen}; ${holes} without an outcome are not offered.`;
    case "bad":
      return `${chosen}, and ${holes} without an outcome, which count as failed.`;
    case "model":
      return `${chosen}, and ${holes} without an outcome, which a model fitted on the others makes up.`;
  }
}
