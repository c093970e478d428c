import { clairvoyantBound } from "../../../agent/evaluate/clairvoyant-bound.js";
import { runEpisode } from "../../../agent/evaluate/run-episode.js";
import { policies } from "../../../agent/policies/index.js";
import type { SessionReportData, SessionRun } from "../../../agent/report/session-report-data.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import { SessionRecorder } from "../../../env/session/session-recorder.js";
import { TargetTree } from "../../../env/tree/target-tree.js";
import { World } from "../../../env/world/world.js";

/** The targets of a generated world that looks like a recorded session, whose table has no stage positions. */
export function exampleTree(): TargetTree {
  return unplaced(openWorld(loadScenario("y1-like")).create(new KeyedRandom(3)).tree);
}

function unplaced({ arrays: { stageXMicrometers: _, stageYMicrometers: __, ...arrays } }: TargetTree): TargetTree {
  return new TargetTree(arrays);
}

/** A generated session as two policies ran it. */
export function exampleReport(): SessionReportData {
  const scenario = loadScenario("y1-like");
  const source = openWorld(scenario);
  const random = new KeyedRandom(3);
  const data = source.create(random);
  const world = new World(
    { ...data, tree: unplaced(data.tree) },
    { ...scenario.plan, budgetSeconds: 2 * 3600 },
    random,
  );
  const { tree } = world.data;
  const start = tree.firstLeaf + 5;
  const reasons = new Map<string, string>();
  const run = (policy: string): SessionRun => {
    const recorder = new SessionRecorder();
    runEpisode(world, policies.get(policy).create(), {
      start: { hole: start },
      random: random.stream(0, RandomKind.Policy),
      listeners: [recorder],
      decided: ({ goal }) => {
        if (goal.kind === "acquire") reasons.set(tree.ids[goal.holes[0]!]!, "Because it is there.");
      },
    });
    return { policy, events: recorder.events };
  };
  return {
    title: "An example",
    scenario: scenario.name,
    notes: source.notes,
    goodExpression: scenario.plan.objective.goodExpression,
    budgetSeconds: world.plan.budgetSeconds,
    tree,
    startHole: tree.ids[start]!,
    main: run("raster"),
    others: [run("random-group")],
    reasons,
    bound: clairvoyantBound(world, world.begin({ hole: start })),
  };
}
