import { z } from "zod";
import { UserError } from "../../../../env/errors.js";
import { readNavigator } from "../../files/navigator.js";
import { explainFile } from "../explain-file.js";
import { groupingKeys, groupingRule } from "../grouping-options.js";
import { navigatorTargets } from "../navigator-targets.js";
import type { FinderServices, FindRequest, FoundTarget, TargetFinderKind } from "../target-finder.js";

const options = z.strictObject({
  kind: z.literal("serialem"),
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
    return new SerialemFinder(given, services.serialem);
  },
};

export default kind;

/** Has SerialEM look for holes in a square's map, and reads what it has put into the navigator. */
class SerialemFinder {
  constructor(
    readonly options: Options,
    readonly serialem: NonNullable<FinderServices["serialem"]>,
  ) {}

  async find({ parent }: FindRequest): Promise<readonly FoundTarget[]> {
    if (parent?.level !== 2)
      throw new UserError(
        "SerialEM's hole finder looks through one square's map at a time; squares come from elsewhere",
      );
    const before = new Set(await this.#points());
    await this.serialem.findHoles(parent.name);
    await this.serialem.makeNavPointsAtHoles();
    const file = await this.serialem.saveNavigator();
    const navigator = await explainFile(file, "can't be read", readNavigator(file));
    // What was in the navigator before belongs to other squares, or to the operator.
    const items = navigator.items.filter((item) => item.type === "point" && !before.has(keyOf(item)));
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

  async #points(): Promise<string[]> {
    const file = await this.serialem.saveNavigator();
    const { items } = await explainFile(file, "can't be read", readNavigator(file));
    return items.map(keyOf);
  }
}

function keyOf({ mapId, label }: { readonly mapId?: number; readonly label: string }): string {
  return mapId === undefined ? `label ${label}` : `id ${mapId}`;
}
