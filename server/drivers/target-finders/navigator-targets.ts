import type { Navigator, NavigatorItem } from "../files/navigator.js";
import { quoted } from "../files/source-text.js";
import { formGroups, type GroupingRule, type KnownGroup, type LooseHole } from "./form-groups.js";
import { inside, ringArea } from "./rings.js";
import type { FoundTarget } from "./target-finder.js";

/** How a navigator is taken as targets. */
export interface NavigatorRule extends GroupingRule {
  /** The grid that it is of. */
  readonly grid: string;
  /** Points that SerialEM is to acquire at, or all. */
  readonly points: "acquire" | "all";
  /** Whether points of one GroupID are one group, instead of what image shift reaches. */
  readonly byGroupId: boolean;
  /** Groups of a square that are there already. */
  readonly knownGroups?: (squareId: string) => readonly KnownGroup[];
  /** Points that are in a group already; they are left out. */
  readonly isKnown?: (holeId: string) => boolean;
}

/** Targets of a navigator, and which item each of them is. */
export interface NavigatorTargets {
  readonly targets: readonly FoundTarget[];
  readonly itemOf: ReadonlyMap<string, NavigatorItem>;
}

/**
 * A navigator as targets: the grid; its squares, which are polygons and the maps that points were picked on; the points, as
 * holes, in groups. A point lies in the least polygon around it, else in the map that it was drawn on if that is no atlas;
 * what lies in neither makes a square of its GroupID, or of all such points together.
 *
 * @throws LocatedError if two items can't be told apart
 */
export function navigatorTargets(navigator: Navigator, rule: NavigatorRule): NavigatorTargets {
  const ids = idsOf(navigator, rule.grid);
  const { items } = navigator;
  const atlases = atlasesOf(items);
  const polygons = items.filter(({ type }) => type === "polygon");
  const maps = new Map(
    items.flatMap((item) => (item.type === "map" && item.mapId !== undefined ? [[item.mapId, item]] : [])),
  );
  const squares = new Map<string, { target: FoundTarget; readonly holes: LooseHole[] }>();
  const itemOf = new Map<string, NavigatorItem>();
  const square = (id: string, make: () => FoundTarget) => {
    const known = squares.get(id);
    if (known !== undefined) return known;
    const made = { target: make(), holes: [] };
    squares.set(id, made);
    return made;
  };
  const ofItem = (item: NavigatorItem) => {
    const id = ids.get(item)!;
    itemOf.set(id, item);
    return square(id, () => squareTarget(rule.grid, id, item));
  };
  for (const polygon of polygons) ofItem(polygon);
  for (const point of items) {
    if (point.type !== "point" || (rule.points === "acquire" && !point.acquire)) continue;
    const id = ids.get(point)!;
    itemOf.set(id, point);
    if (rule.isKnown?.(id) === true) continue;
    const around = polygons
      .filter(({ outline }) => inside(outline, point.stage.x, point.stage.y))
      .sort((a, b) => ringArea(a.outline) - ringArea(b.outline))[0];
    const map = point.drawnId === undefined ? undefined : maps.get(point.drawnId);
    const under = around ?? (map !== undefined && !atlases.has(map) ? map : undefined);
    const rest = point.groupId === undefined ? "points" : `points-${point.groupId}`;
    const within =
      under === undefined ? square(`${rule.grid}/${rest}`, () => looseSquare(rule.grid, rest)) : ofItem(under);
    within.holes.push(holeTarget(id, point, map, rule));
  }
  const grid: FoundTarget = { id: rule.grid, parentId: "", level: 1, name: rule.grid, features: {} };
  const below = [...squares.values()].flatMap(({ target, holes }) => [
    target,
    ...formGroups(target.id, holes, rule, rule.knownGroups?.(target.id)),
  ]);
  return { targets: [grid, ...below], itemOf };
}

function squareTarget(grid: string, id: string, { label, stage, type, outline }: NavigatorItem): FoundTarget {
  const features: Record<string, number> = type === "polygon" ? { area_square_micrometers: ringArea(outline) } : {};
  return { id, parentId: grid, level: 2, name: label, stage, features };
}

function looseSquare(grid: string, name: string): FoundTarget {
  return { id: `${grid}/${name}`, parentId: grid, level: 2, name, features: {} };
}

function holeTarget(id: string, point: NavigatorItem, map: NavigatorItem | undefined, rule: NavigatorRule): LooseHole {
  const { label, stage, inPiece, drawnId, groupId } = point;
  const pixel = inPiece && {
    x: inPiece.x,
    y: inPiece.y,
    imageId: `${map?.map?.file ?? `map ${drawnId ?? ""}`}#${inPiece.piece}`,
    calibrationId: map?.map?.scaleMatrix === undefined ? "" : `MapScaleMat ${map.map.scaleMatrix.join(" ")}`,
  };
  return {
    id,
    name: label,
    stage,
    ...(pixel !== undefined && { pixel }),
    features: {},
    ...(rule.byGroupId && groupId !== undefined && { group: `${groupId}` }),
  };
}

/** Maps that show a whole grid: of the lowest magnification, where something finer was drawn on them or taken. */
function atlasesOf(items: readonly NavigatorItem[]): ReadonlySet<NavigatorItem> {
  const maps = items.filter(({ type }) => type === "map");
  const index = ({ map }: NavigatorItem) => map!.magnificationIndex;
  const lowest = Math.min(...maps.map(index));
  const drawnOn = new Set(items.filter(({ type }) => type === "polygon").map(({ drawnId }) => drawnId));
  const isFiner = maps.some((map) => index(map) > lowest);
  return new Set(maps.filter((map) => index(map) === lowest && (isFiner || drawnOn.has(map.mapId))));
}

/** By its MapID, which SerialEM never uses again, with its label where somebody has copied an item; else by its label. */
function idsOf({ adoc, items }: Navigator, grid: string): ReadonlyMap<NavigatorItem, string> {
  const taken = new Map<string, NavigatorItem>();
  const ids = new Map<NavigatorItem, string>();
  for (const item of items) {
    const { mapId, label } = item;
    const plain = `${grid}/${mapId ?? `label-${label}`}`;
    const id = taken.has(plain) && mapId !== undefined ? `${plain}-${label}` : plain;
    const other = taken.get(id);
    if (other !== undefined && item.type !== "other") {
      const what = mapId === undefined ? "no MapID and the same label" : "the same MapID and label";
      const { line } = adoc.source.place(other.section.at);
      throw adoc.source.error(
        item.section.at,
        `item ${quoted(label)} has ${what} as the one of line ${line}; expected items that can be told apart`,
      );
    }
    taken.set(id, item);
    ids.set(item, id);
  }
  return ids;
}
