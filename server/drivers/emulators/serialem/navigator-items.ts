import type { Point } from "./target-positions.js";

/** A point of the navigator. */
export interface NavigatorItem extends Point {
  readonly label: string;
  readonly note: string;
  readonly z: number;
}

/** The items as a navigator file. */
export function navigatorText(items: readonly NavigatorItem[], savedAs: string): string {
  const head = `AdocVersion = 2.00\r\nLastSavedAs = ${savedAs}\r\n`;
  const sections = items.map(({ label, note, x, y, z }) =>
    [
      `\r\n[Item = ${label}]`,
      "Color = 0",
      `StageXYZ = ${x.toFixed(3)} ${y.toFixed(3)} ${z.toFixed(3)}`,
      "NumPts = 1",
      "Regis = 1",
      "Type = 0",
      ...(note === "" ? [] : [`Note = ${note}`]),
      `PtsX = ${x.toFixed(3)}`,
      `PtsY = ${y.toFixed(3)}`,
      "",
    ].join("\r\n"),
  );
  return head + sections.join("");
}

/** The points of a navigator file; what it says beside labels, notes and positions is left out. */
export function navigatorItems(text: string): NavigatorItem[] {
  const items: NavigatorItem[] = [];
  for (const section of text.split(/^\[Item *= */m).slice(1)) {
    const value = (key: string) => section.match(new RegExp(`^${key} *= *(.*?)\\r?$`, "m"))?.[1] ?? "";
    const [x, y, z = 0] = value("StageXYZ").split(/\s+/).map(Number);
    const label = section.slice(0, section.indexOf("]"));
    if (x === undefined || y === undefined || Number.isNaN(x + y + z)) continue;
    items.push({ label, note: value("Note"), x, y, z });
  }
  return items;
}
