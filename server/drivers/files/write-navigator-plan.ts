import type { WrittenSection } from "./adoc/edit-adoc.js";
import { withSections } from "./adoc/edit-adoc.js";
import type { Navigator, NavigatorItem } from "./navigator.js";

/** A point that is to be acquired and is in no navigator yet. */
export interface NewPoint {
  readonly label: string;
  /** Micrometres. */
  readonly stage: { readonly x: number; readonly y: number; readonly z: number };
  /** The map that it lies on, if it is known. */
  readonly drawnId?: number;
}

/** One stop of a plan: an item of the navigator, or a new one, and why it is gone to. */
export interface PlannedPoint {
  readonly point: NavigatorItem | NewPoint;
  /** One line, shown in SerialEM's table. */
  readonly note?: string;
}

const POINT_COLOR = "0";

/**
 * The bytes of a navigator in which a plan, and nothing else, is to be acquired, in its order: SerialEM acquires in the
 * order of the table, so planned points come last there. Whatever else is in the file stays as it is.
 *
 * @throws RangeError if an item is planned twice or is of another navigator, a new label is taken, or a note has several
 *   lines
 * @example await writeFile("plan.nav", navigatorWithPlan(await readNavigator("grid3.nav"), [{ point: item, note: "1st" }]))
 */
export function navigatorWithPlan({ adoc, items }: Navigator, plan: readonly PlannedPoint[]): Buffer {
  const { source, sections } = adoc;
  const planned = new Set<unknown>();
  const taken = new Set(sections.map(({ name }) => name));
  const ids = new Set(items.map(({ mapId }) => mapId));
  const tail = plan.map(({ point, note }): WrittenSection => {
    const noted = note === undefined ? {} : { Note: note };
    if ("section" in point) {
      const { section, label } = point;
      if (!sections.includes(section)) throw new RangeError(`item '${label}' is of another navigator`);
      if (planned.has(section)) throw new RangeError(`item '${label}' is planned twice`);
      planned.add(section);
      return { section, values: { ...noted, ...(point.acquire ? {} : { Acquire: "1" }) } };
    }
    if (taken.has(point.label)) throw new RangeError(`the label '${point.label}' is taken`);
    taken.add(point.label);
    return newSection(point, noted, ids);
  });
  const kept = items.map((item): WrittenSection => ({ section: item.section, ...(item.acquire && off) }));
  const others = sections.filter(({ type }) => type !== "Item").map((section): WrittenSection => ({ section }));
  const rest = [...kept, ...others].filter((one) => "section" in one && !planned.has(one.section));
  const inOrder = rest.sort((a, b) => startOf(a) - startOf(b));
  return source.bytes(withSections(adoc, [...inOrder, ...tail]));
}

const off = { values: { Acquire: "0" } } as const;

function startOf(written: WrittenSection): number {
  return "section" in written ? written.section.start : 0;
}

function newSection(
  { label, stage, drawnId }: NewPoint,
  noted: Readonly<Record<string, string>>,
  ids: Set<number | undefined>,
): WrittenSection {
  // The first id that is free, counted from the number of items: the same file and plan give the same bytes.
  let id = 1_000_000 + ids.size;
  while (ids.has(id)) id++;
  ids.add(id);
  const { x, y, z } = stage;
  return {
    type: "Item",
    name: label,
    values: {
      Color: POINT_COLOR,
      StageXYZ: `${x} ${y} ${z}`,
      NumPts: "1",
      Regis: "1",
      Type: "0",
      ...noted,
      ...(drawnId !== undefined && { DrawnID: `${drawnId}` }),
      MapID: `${id}`,
      Acquire: "1",
      PtsX: `${x}`,
      PtsY: `${y}`,
    },
  };
}
