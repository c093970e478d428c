import { readFileSync, writeFileSync } from "node:fs";
import type { EmulatedScope } from "../emulated-scope.js";
import { type Handlers, NOTHING } from "../handler.js";
import { navigatorItems, navigatorText } from "../navigator-items.js";
import { ScriptError } from "../script-error.js";

/** Types of navigator items. */
const [POINT, POLYGON] = [0, 1];
const DEFAULT_FILE = "X:\\session.nav";

export const navigatorHandlers: Handlers = {
  /** Finds the holes that the image shows, an empty list if there are none. */
  FindHoles(args, scope) {
    const index = scope.buffers.index(args.text(1));
    const image = index === undefined ? undefined : scope.buffers.at(index);
    if (image === undefined) throw new ScriptError(`There is no image in buffer ${args.text(1) || "A"}`);
    const half = image.fieldMicrometers / 2;
    const { specimen } = scope;
    const shown = specimen.loaded === 0 ? [] : specimen.positions.rows(specimen.loaded, specimen.tree.leafLevel);
    scope.foundHoles = shown.filter((row) => {
      const { x, y } = specimen.positions.at(row);
      return Math.abs(x - image.centre.x) <= half && Math.abs(y - image.centre.y) <= half;
    });
    return NOTHING;
  },
  MakeNavPointsAtHoles(args, scope) {
    if (args.integer(1) > 2) throw new ScriptError("The layout type must be less than 3");
    const { specimen, navigator, stage } = scope;
    for (const row of scope.foundHoles) {
      const label = `${navigator.length + 1}`;
      navigator.push({ label, note: specimen.tree.ids[row]!, ...specimen.positions.at(row), z: stage.z });
    }
    scope.foundHoles = [];
    return NOTHING;
  },
  CombineHolesToMulti: () => NOTHING,
  ReportOtherItem(args, scope) {
    const nth = args.integer(1);
    const index = nth < 0 ? scope.navigator.length + nth : nth - 1;
    return reportItem(scope, index);
  },
  /** The map of an item is what Search would show there. */
  LoadOtherMap(args, scope) {
    const item = scope.navigator[args.integer(1) - 1];
    const index = scope.buffers.index(args.text(2));
    if (item === undefined) throw new ScriptError("Index is out of range");
    if (index === undefined) throw new ScriptError(`'${args.text(2)}' is no buffer`);
    scope.buffers.put(index, scope.imageOf("S", item));
    return NOTHING;
  },
  NavIndexWithLabel: (args, { navigator }) => [navigator.findIndex(({ label }) => label === args.text(1)) + 1],
  async RealignToNavItem(_, scope) {
    const item = scope.navigator.at(-1);
    if (item === undefined) throw new ScriptError("There is no current Navigator item");
    scope.optics.shiftTo(0, 0);
    await scope.moveStage(item);
    return NOTHING;
  },
  ReadNavFile(args, scope) {
    if (!scope.disk.exists(args.text(1))) throw new ScriptError(`The file ${args.text(1)} does not exist`);
    scope.navigator = navigatorItems(readFileSync(scope.disk.local(args.text(1)), "utf8"));
    return NOTHING;
  },
  SaveNavigator(args, scope) {
    const path = scope.disk.absolute(args.text(1) || DEFAULT_FILE);
    writeFileSync(scope.disk.fileToWrite(path), navigatorText(scope.navigator, path));
    return NOTHING;
  },
};

function reportItem({ navigator, variables }: EmulatedScope, index: number) {
  const item = navigator[index];
  if (item === undefined) throw new ScriptError("Index is out of range");
  variables.set("NAVLABEL", item.label);
  variables.set("NAVNOTE", item.note);
  return [index + 1, item.x, item.y, item.z, item.outline === undefined ? POINT : POLYGON];
}
