import { addProduct, bytes } from "./vector";

/** c += aᵀ · b, sums over rows: [rows, inputs] and [rows, columns] to [inputs, columns]. */
export function addTransposedProduct(rows: i32, inputs: i32, columns: i32, a: usize, b: usize, c: usize): void {
  const aRow = bytes(inputs);
  const bRow = bytes(columns);
  let input = 0;
  for (; input + 4 <= inputs; input += 4) {
    let at: usize = 0;
    for (; at + 32 <= bRow; at += 32) fourByEight(rows, a, aRow, b + at, bRow, c + at);
    for (; at < bRow; at += 4) {
      for (let i: usize = 0; i < 4; i++) one(rows, a + (i << 2), aRow, b + at, bRow, c + i * bRow + at);
    }
    a += 16;
    c += bRow << 2;
  }
  for (; input < inputs; input++) {
    let at: usize = 0;
    for (; at + 16 <= bRow; at += 16) oneByFour(rows, a, aRow, b + at, bRow, c + at);
    for (; at < bRow; at += 4) one(rows, a, aRow, b + at, bRow, c + at);
    a += 4;
    c += bRow;
  }
}

function fourByEight(rows: i32, a: usize, aRow: usize, b: usize, bRow: usize, c0: usize): void {
  const c1 = c0 + bRow;
  const c2 = c1 + bRow;
  const c3 = c2 + bRow;
  let s00 = v128.load(c0);
  let s01 = v128.load(c0, 16);
  let s10 = v128.load(c1);
  let s11 = v128.load(c1, 16);
  let s20 = v128.load(c2);
  let s21 = v128.load(c2, 16);
  let s30 = v128.load(c3);
  let s31 = v128.load(c3, 16);
  for (; rows > 0; rows--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const f0 = v128.load_splat<f32>(a);
    s00 = addProduct(s00, f0, b0);
    s01 = addProduct(s01, f0, b1);
    const f1 = v128.load_splat<f32>(a, 4);
    s10 = addProduct(s10, f1, b0);
    s11 = addProduct(s11, f1, b1);
    const f2 = v128.load_splat<f32>(a, 8);
    s20 = addProduct(s20, f2, b0);
    s21 = addProduct(s21, f2, b1);
    const f3 = v128.load_splat<f32>(a, 12);
    s30 = addProduct(s30, f3, b0);
    s31 = addProduct(s31, f3, b1);
    a += aRow;
    b += bRow;
  }
  v128.store(c0, s00);
  v128.store(c0, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
}

function oneByFour(rows: i32, a: usize, aRow: usize, b: usize, bRow: usize, c: usize): void {
  let sums = v128.load(c);
  for (; rows > 0; rows--) {
    sums = addProduct(sums, v128.load_splat<f32>(a), v128.load(b));
    a += aRow;
    b += bRow;
  }
  v128.store(c, sums);
}

function one(rows: i32, a: usize, aRow: usize, b: usize, bRow: usize, c: usize): void {
  let sum = load<f32>(c);
  for (; rows > 0; rows--) {
    sum += load<f32>(a) * load<f32>(b);
    a += aRow;
    b += bRow;
  }
  store<f32>(c, sum);
}

/** into = aᵀ. */
export function transpose(rows: i32, columns: i32, a: usize, into: usize): void {
  for (let row = 0; row < rows; row++) {
    let to = into + bytes(row);
    for (let column = 0; column < columns; column++) {
      store<f32>(to, load<f32>(a));
      a += 4;
      to += bytes(rows);
    }
  }
}
