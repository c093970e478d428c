import { add, addMultiple, bytes, copy, zero } from "./vector";

/*
 * Rows of a matrix summed up by segment: those of segment b are starts[b] to starts[b + 1] − 1. Of each segment the
 * result holds its context, the mean of its rows and the greatest of each column; 0 where there are no rows.
 */

/** @param places number of the row that has the greatest, −1 where there is none: [segments, width] */
export function pool(
  segments: i32,
  starts: usize,
  contextWidth: i32,
  width: i32,
  context: usize,
  x: usize,
  into: usize,
  places: usize,
): void {
  for (let segment = 0; segment < segments; segment++, starts += 4) {
    const first = load<i32>(starts);
    const end = load<i32>(starts, 4);
    copy(contextWidth, context, into);
    context += bytes(contextWidth);
    into += bytes(contextWidth);
    const mean = into;
    const greatest = into + bytes(width);
    zero(2 * width, into);
    memory.fill(places, 0xff, bytes(width));
    for (let row = first; row < end; row++) {
      const from = x + bytes(row * width);
      add(width, mean, from, mean);
      raise(width, from, row, row === first, greatest, places);
    }
    if (end > first) scale(width, <f32>1 / <f32>(end - first), mean);
    into += bytes(2 * width);
    places += bytes(width);
  }
}

/** Takes over what is greater, and keeps what is not a number, so that it is seen. */
function raise(width: i32, from: usize, row: i32, isFirst: bool, greatest: usize, places: usize): void {
  const end = from + bytes(width);
  const rows = i32x4.splat(row);
  const always = isFirst ? i32x4.splat(-1) : i32x4.splat(0);
  for (; from + 16 <= end; from += 16, greatest += 16, places += 16) {
    const value = v128.load(from);
    const most = v128.load(greatest);
    const isMore = v128.andnot(f32x4.eq(most, most), f32x4.le(value, most));
    const taken = v128.or(always, isMore);
    v128.store(greatest, v128.bitselect(value, most, taken));
    v128.store(places, v128.bitselect(rows, v128.load(places), taken));
  }
  for (; from < end; from += 4, greatest += 4, places += 4) {
    const value = load<f32>(from);
    const most = load<f32>(greatest);
    if (!isFirst && (value <= most || most !== most)) continue;
    store<f32>(greatest, value);
    store<i32>(places, row);
  }
}

function scale(width: i32, factor: f32, at: usize): void {
  for (const end = at + bytes(width); at < end; at += 4) store<f32>(at, load<f32>(at) * factor);
}

/** What flows back to the rows: a share of that of the mean, and to the greatest that of the greatest. */
export function poolGradient(
  segments: i32,
  starts: usize,
  contextWidth: i32,
  width: i32,
  dy: usize,
  places: usize,
  dx: usize,
): void {
  for (let segment = 0; segment < segments; segment++, starts += 4) {
    const first = load<i32>(starts);
    const end = load<i32>(starts, 4);
    const mean = dy + bytes(contextWidth);
    const greatest = mean + bytes(width);
    dy = greatest + bytes(width);
    if (first < end) {
      const row = dx + bytes(first * width);
      zero(width, row);
      addMultiple(width, <f32>1 / <f32>(end - first), mean, row);
      for (let other = first + 1; other < end; other++) copy(width, row, dx + bytes(other * width));
      for (let column = 0; column < width; column++) {
        const at = dx + bytes(load<i32>(places + bytes(column)) * width + column);
        store<f32>(at, load<f32>(at) + load<f32>(greatest + bytes(column)));
      }
    }
    places += bytes(width);
  }
}
