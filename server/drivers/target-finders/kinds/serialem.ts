import { z } from "zod";
import { UserError } from "../../../../env/errors.js";
import { type NavigatorItem, readNavigator } from "../../files/navigator.js";
import { explainFile } from "../explain-file.js";
import { groupingKeys, groupingRule } from "../grouping-options.js";
import { navigatorTargets } from "../navigator-targets.js";
import type { FinderServices, FindRequest, FoundTarget, TargetFinder, TargetFinderKind } from "../target-finder.js";

/** Points that are nearer to each other are the same hole. */
const SAME_HOLE_MICROMETERS = 0.5;

const options = z.strictObject({
  kind: z.literal("serialem"),
  squares: z
    .looseObject({ kind: z.string().min(1) })
    .optional()
    .describe("The finder of grids and squares, such as 'nav'; their names are the maps' labels in the navigator."),
  ...groupingKeys,
});

type Options = z.output<typeof options>;

const kind: TargetFinderKind<typeof options> = {
  name: "serialem",
  summary: "SerialEM's own hole finder, by way of its navigator",
  options,
  open(given, services = {}) {
    if (services.serialem === undefined)
      throw new UserError("finder.kind 'serialem' needs a driver that is connected to SerialEM, such as 'serialem'");
    return new SerialemFinder(given, services.serialem, given.squares && services.open?.(given.squares));
  },
};

export default kind;

/** Has SerialEM look for holes in a square's map, and reads what it has put into the navigator. */
class SerialemFinder {
  readonly findsBelow = true;

  constructor(
    readonly options: Options,
    readonly serialem: NonNullable<FinderServices["serialem"]>,
    readonly squares: TargetFinder | undefined,
  ) {}

  async find(request: FindRequest): Promise<readonly FoundTarget[]> {
    const { parent } = request;
    if (parent?.level !== 2) return this.#above(request);
    const before = await this.#points();
    await this.serialem.findHoles(parent.name);
    await this.serialem.makeNavPointsAtHoles();
    const file = await this.serialem.saveNavigator();
    const navigator = await explainFile(file, "can't be read", readNavigator(file));
    // What was in the navigator before belongs to other squares, or to the operator.
    const old = new Set(before.map(keyOf));
    const found = navigator.items.filter((item) => item.type === "point" && !old.has(keyOf(item)));
    // A square that is surveyed again has the holes that it had: a hole under a second id would be exposed twice.
    const points = before.filter(({ type }) => type === "point");
    const items = [...new Set(found.map((item) => points.find((point) => isSamePlace(point, item)) ?? item))];
    const [grid = parent.id] = parent.id.split("/");
    const square = { ...navigator, items };
    const { targets } = navigatorTargets(square, {
      ...groupingRule(this.options),
      grid,
      points: "all",
      byGroupId: false,
    });
    const made = new Set(targets.filter(({ level }) => level === 2).map(({ id }) => id));
    return targets
      .filter(({ level }) => level > 2)
      .map((target) => (made.has(target.parentId) ? { ...target, parentId: parent.id } : target));
  }

  /** Without a parent grids, in a grid squares: what lies in the squares is SerialEM's to find. */
  async #above(request: FindRequest): Promise<readonly FoundTarget[]> {
    if (this.squares === undefined)
      throw new UserError(
        "SerialEM's hole finder looks through one square's map at a time; name the finder of squares in 'squares'",
      );
    const level = request.parent === undefined ? 1 : 2;
    return (await this.squares.find(request)).filter((target) => target.level === level);
  }

  async #points(): Promise<readonly NavigatorItem[]> {
    const file = await this.serialem.saveNavigator();
    const { items } = await explainFile(file, "can't be read", readNavigator(file));
    return items;
  }
}

function isSamePlace({ stage: a }: NavigatorItem, { stage: b }: NavigatorItem): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) <= SAME_HOLE_MICROMETERS;
}

function keyOf({ mapId, label }: { readonly mapId?: number; readonly label: string }): string {
  return mapId === undefined ? `label ${label}` : `id ${mapId}`;
}
