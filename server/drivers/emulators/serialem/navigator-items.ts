import type { Point } from "./target-positions.js";

/** An item of the navigator. */
export interface NavigatorItem extends Point {
  readonly label: string;
  readonly note: string;
  readonly z: number;
  /** Corners of a polygon; absent for a point. */
  readonly outline?: readonly Point[];
  /** Whether it is to be acquired at. */
  readonly acquire?: boolean;
  readonly groupId?: number;
  /** What tells it apart. */
  readonly mapId?: number;
}

const [POINT, POLYGON] = [0, 1];

/** The items as a navigator file. */
export function navigatorText(items: readonly NavigatorItem[], savedAs: string): string {
  const head = `AdocVersion = 2.00\r\nLastSavedAs = ${savedAs}\r\n`;
  return head + items.map(sectionOf).join("");
}

function sectionOf(item: NavigatorItem): string {
  const { label, note, x, y, z, outline, acquire, groupId, mapId } = item;
  const points = outline ?? [item];
  const list = (axis: "x" | "y") => points.map((point) => point[axis].toFixed(3)).join(" ");
  return [
    `\r\n[Item = ${label}]`,
    "Color = 0",
    `StageXYZ = ${x.toFixed(3)} ${y.toFixed(3)} ${z.toFixed(3)}`,
    `NumPts = ${points.length}`,
    "Regis = 1",
    `Type = ${outline === undefined ? POINT : POLYGON}`,
    ...(note === "" ? [] : [`Note = ${note}`]),
    ...(mapId === undefined ? [] : [`MapID = ${mapId}`]),
    ...(groupId === undefined ? [] : [`GroupID = ${groupId}`]),
    ...(acquire === true ? ["Acquire = 1"] : []),
    `PtsX = ${list("x")}`,
    `PtsY = ${list("y")}`,
    "",
  ].join("\r\n");
}

/** The items of a navigator file; what it says beside what is written by {@link navigatorText} is left out. */
export function navigatorItems(text: string): NavigatorItem[] {
  const items: NavigatorItem[] = [];
  for (const section of text.split(/^\[Item *= */m).slice(1)) {
    const value = (key: string) => section.match(new RegExp(`^${key} *= *(.*?)\\r?$`, "m"))?.[1] ?? "";
    const numbers = (key: string) => value(key).split(/\s+/).map(Number);
    const [x, y, z = 0] = numbers("StageXYZ");
    const label = section.slice(0, section.indexOf("]"));
    if (x === undefined || y === undefined || Number.isNaN(x + y + z)) continue;
    const ys = numbers("PtsY");
    const outline = numbers("PtsX").map((cornerX, i) => ({ x: cornerX, y: ys[i] ?? 0 }));
    items.push({
      ...{ label, note: value("Note"), x, y, z },
      ...(value("Type") === `${POLYGON}` && { outline }),
      ...(value("Acquire") === "1" && { acquire: true }),
      ...(value("GroupID") !== "" && { groupId: Number(value("GroupID")) }),
      ...(value("MapID") !== "" && { mapId: Number(value("MapID")) }),
    });
  }
  return items;
}
