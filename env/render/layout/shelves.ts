export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Shelves extends Size {
  /** Top left corner of each box, in the order given. */
  readonly places: readonly { readonly x: number; readonly y: number }[];
}

/** Sets boxes side by side in their order, in rows no wider than `maxWidth` (a wider box has a row of its own). */
export function shelves(boxes: readonly Size[], gap: number, maxWidth: number): Shelves {
  const places: { x: number; y: number }[] = [];
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  let width = 0;
  for (const box of boxes) {
    if (x > 0 && x + box.width > maxWidth) {
      x = 0;
      y += rowHeight + gap;
      rowHeight = 0;
    }
    places.push({ x, y });
    width = Math.max(width, x + box.width);
    rowHeight = Math.max(rowHeight, box.height);
    x += box.width + gap;
  }
  return { places, width, height: y + rowHeight };
}

/** The shelves that fit into the smallest box of a shape; of equal ones the widest. */
export function compactShelves(boxes: readonly Size[], gap: number, aspect: number): Shelves {
  let best = shelves(boxes, gap, Number.POSITIVE_INFINITY);
  const extent = (found: Shelves) => Math.max(found.width / aspect, found.height);
  let width = 0;
  for (const box of boxes) {
    width += box.width;
    const found = shelves(boxes, gap, width);
    if (extent(found) < extent(best)) best = found;
    width += gap;
  }
  return best;
}
