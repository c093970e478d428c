import { addProduct } from "./vector";

/*
 * c = max(least, start + a · b). Matrices lie row by row; all distances are in bytes. `start` is a bias, the same for all
 * rows (a distance of 0), or what c holds already. Sums of four rows and eight columns stay in registers.
 */

export function product(
  rows: i32,
  inner: i32,
  columns: i32,
  a: usize,
  aRow: usize,
  b: usize,
  start: usize,
  startRow: usize,
  c: usize,
  least: f32,
): void {
  const cRow = (<usize>columns) << 2;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    let at: usize = 0;
    for (; at + 32 <= cRow; at += 32) {
      fourByEight(inner, a, aRow, b + at, cRow, start + at, startRow, c + at, cRow, least);
    }
    for (let i: usize = 0; i < 4; i++) {
      rest(inner, a + i * aRow, b, cRow, start + i * startRow, c + i * cRow, at, least);
    }
    a += aRow << 2;
    start += startRow << 2;
    c += cRow << 2;
  }
  for (; row < rows; row++) {
    let at: usize = 0;
    for (; at + 32 <= cRow; at += 32) oneByEight(inner, a, b + at, cRow, start + at, c + at, least);
    rest(inner, a, b, cRow, start, c, at, least);
    a += aRow;
    start += startRow;
    c += cRow;
  }
}

function fourByEight(
  inner: i32,
  a0: usize,
  aRow: usize,
  b: usize,
  bRow: usize,
  start: usize,
  startRow: usize,
  c: usize,
  cRow: usize,
  least: f32,
): void {
  const a1 = a0 + aRow;
  const a2 = a1 + aRow;
  const a3 = a2 + aRow;
  let s00 = v128.load(start);
  let s01 = v128.load(start, 16);
  start += startRow;
  let s10 = v128.load(start);
  let s11 = v128.load(start, 16);
  start += startRow;
  let s20 = v128.load(start);
  let s21 = v128.load(start, 16);
  start += startRow;
  let s30 = v128.load(start);
  let s31 = v128.load(start, 16);
  const end = (<usize>inner) << 2;
  for (let k: usize = 0; k < end; k += 4) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    b += bRow;
    const f0 = v128.load_splat<f32>(a0 + k);
    s00 = addProduct(s00, f0, b0);
    s01 = addProduct(s01, f0, b1);
    const f1 = v128.load_splat<f32>(a1 + k);
    s10 = addProduct(s10, f1, b0);
    s11 = addProduct(s11, f1, b1);
    const f2 = v128.load_splat<f32>(a2 + k);
    s20 = addProduct(s20, f2, b0);
    s21 = addProduct(s21, f2, b1);
    const f3 = v128.load_splat<f32>(a3 + k);
    s30 = addProduct(s30, f3, b0);
    s31 = addProduct(s31, f3, b1);
  }
  const floor = f32x4.splat(least);
  v128.store(c, f32x4.max(s00, floor));
  v128.store(c, f32x4.max(s01, floor), 16);
  c += cRow;
  v128.store(c, f32x4.max(s10, floor));
  v128.store(c, f32x4.max(s11, floor), 16);
  c += cRow;
  v128.store(c, f32x4.max(s20, floor));
  v128.store(c, f32x4.max(s21, floor), 16);
  c += cRow;
  v128.store(c, f32x4.max(s30, floor));
  v128.store(c, f32x4.max(s31, floor), 16);
}

function oneByEight(inner: i32, a: usize, b: usize, bRow: usize, start: usize, c: usize, least: f32): void {
  let s0 = v128.load(start);
  let s1 = v128.load(start, 16);
  const end = a + ((<usize>inner) << 2);
  for (; a < end; a += 4) {
    const f = v128.load_splat<f32>(a);
    s0 = addProduct(s0, f, v128.load(b));
    s1 = addProduct(s1, f, v128.load(b, 16));
    b += bRow;
  }
  const floor = f32x4.splat(least);
  v128.store(c, f32x4.max(s0, floor));
  v128.store(c, f32x4.max(s1, floor), 16);
}

/** Columns of one row from `at` on that are no eight. */
function rest(inner: i32, a: usize, b: usize, bRow: usize, start: usize, c: usize, at: usize, least: f32): void {
  const end = a + ((<usize>inner) << 2);
  for (; at < bRow; at += 4) {
    let sum = load<f32>(start + at);
    let from = b + at;
    for (let k = a; k < end; k += 4) {
      sum += load<f32>(k) * load<f32>(from);
      from += bRow;
    }
    store<f32>(c + at, max(sum, least));
  }
}
