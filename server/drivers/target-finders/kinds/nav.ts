import { writeFile } from "node:fs/promises";
import { z } from "zod";
import { UserError } from "../../../../env/errors.js";
import { type Navigator, readNavigator } from "../../files/navigator.js";
import { navigatorWithPlan, type PlannedPoint } from "../../files/write-navigator-plan.js";
import { explainFile } from "../explain-file.js";
import { groupingKeys, groupingRule } from "../grouping-options.js";
import { type NavigatorTargets, navigatorTargets } from "../navigator-targets.js";
import type { FindRequest, FoundTarget, PlannedTarget, TargetFinderKind } from "../target-finder.js";

const grid = z.strictObject({
  name: z.string().min(1).max(64).describe("The grid's id and name."),
  file: z.string().min(1).describe("Its navigator, text or XML."),
  plan_file: z.string().min(1).optional().describe("Where a plan is written, as a navigator that SerialEM opens."),
});

const options = z.strictObject({
  kind: z.literal("nav"),
  grids: z.array(grid).min(1).max(100),
  points: z
    .enum(["acquire", "all"])
    .default("acquire")
    .describe("Which points are holes: those that SerialEM is to acquire at, or all."),
  groups: z
    .enum(["reach", "navigator"])
    .default("reach")
    .describe("Whether groups are what image shift reaches, or the navigator's own."),
  ...groupingKeys,
});

type Options = z.output<typeof options>;
type Grid = z.output<typeof grid>;

const kind: TargetFinderKind<typeof options> = {
  name: "nav",
  summary: "what an operator has picked in SerialEM's navigator",
  options,
  open: (given) => new NavigatorFinder(given),
};

export default kind;

class NavigatorFinder {
  constructor(readonly options: Options) {
    const names = options.grids.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new UserError(`finder.grids: two grids are called '${twice}'`);
  }

  async find({ parent }: FindRequest): Promise<readonly FoundTarget[]> {
    const grids = this.options.grids.filter(({ name }) => parent === undefined || isWithin(parent.id, name));
    const found: FoundTarget[] = [];
    for (const one of grids) found.push(...(await this.#read(one)).targets);
    return parent === undefined ? found : below(found, parent.id);
  }

  async writePlan(plan: readonly PlannedTarget[]): Promise<readonly string[]> {
    const written: string[] = [];
    for (const one of this.options.grids) {
      const stops = plan.filter(({ target }) => isWithin(target.id, one.name));
      if (stops.length === 0) continue;
      if (one.plan_file === undefined)
        throw new UserError(`finder.grids: '${one.name}' has no 'plan_file' to write to`);
      const { itemOf, navigator } = await this.#read(one, "all");
      const points = stops.map(
        ({ target, note }): PlannedPoint => ({
          point: itemOf.get(target.id) ?? newPoint(target),
          ...(note !== undefined && { note }),
        }),
      );
      const { plan_file: file } = one;
      const write = async () => writeFile(file, navigatorWithPlan(navigator, points));
      await explainFile(file, "can't be written", write());
      written.push(file);
    }
    return written;
  }

  async #read(
    { name, file }: Grid,
    points = this.options.points,
  ): Promise<NavigatorTargets & { readonly navigator: Navigator }> {
    const navigator = await explainFile(file, "can't be read", readNavigator(file));
    const read = navigatorTargets(navigator, {
      ...groupingRule(this.options),
      grid: name,
      points,
      byGroupId: this.options.groups === "navigator",
    });
    const picked = navigator.items.filter(({ type }) => type === "point").length;
    if (picked > 0 && points === "acquire" && !navigator.items.some(({ type, acquire }) => type === "point" && acquire))
      throw new UserError(`${file}: none of its ${picked} points is marked 'Acquire'; mark them, or set points: all`);
    return { ...read, navigator };
  }
}

function newPoint({ name, stage }: FoundTarget) {
  if (stage === undefined) throw new UserError(`target '${name}' has no stage position; it can't be planned`);
  return { label: name, stage: { x: stage.x, y: stage.y, z: stage.z ?? 0 } };
}

function isWithin(id: string, grid: string): boolean {
  return id === grid || id.startsWith(`${grid}/`);
}

function below(found: readonly FoundTarget[], id: string): FoundTarget[] {
  const inside = new Set([id]);
  return found.filter((target) => {
    if (!inside.has(target.parentId)) return false;
    inside.add(target.id);
    return true;
  });
}
