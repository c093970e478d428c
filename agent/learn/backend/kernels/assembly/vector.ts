/** sum + a · b, by four: rounded once where there are fused instructions, twice elsewhere. */
export function addProduct(sum: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** Sum of four numbers. */
export function sumOf(x: v128): f32 {
  const pairs = f32x4.add(x, i32x4.shuffle(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** Bytes of so many numbers. */
export function bytes(count: i32): usize {
  return (<usize>count) << 2;
}

/** Product of two vectors. */
export function dot(length: i32, a: usize, b: usize): f32 {
  const end = a + bytes(length);
  let sums = f32x4.splat(0);
  for (; a + 16 <= end; a += 16, b += 16) sums = addProduct(sums, v128.load(a), v128.load(b));
  let sum = sumOf(sums);
  for (; a < end; a += 4, b += 4) sum += load<f32>(a) * load<f32>(b);
  return sum;
}

/** into = a + b. */
export function add(length: i32, a: usize, b: usize, into: usize): void {
  const end = a + bytes(length);
  for (; a + 16 <= end; a += 16, b += 16, into += 16) v128.store(into, f32x4.add(v128.load(a), v128.load(b)));
  for (; a < end; a += 4, b += 4, into += 4) store<f32>(into, load<f32>(a) + load<f32>(b));
}

/** into += factor · a. */
export function addMultiple(length: i32, factor: f32, a: usize, into: usize): void {
  const end = a + bytes(length);
  const factors = f32x4.splat(factor);
  for (; a + 16 <= end; a += 16, into += 16) {
    v128.store(into, addProduct(v128.load(into), factors, v128.load(a)));
  }
  for (; a < end; a += 4, into += 4) store<f32>(into, load<f32>(into) + factor * load<f32>(a));
}

/** Sums of the columns of a matrix, added to what is there. */
export function addRows(rows: i32, columns: i32, from: usize, into: usize): void {
  const width = bytes(columns);
  for (let row = 0; row < rows; row++, from += width) add(columns, into, from, into);
}

/** Sooner than `memory.copy` for few numbers. */
export function copy(length: i32, from: usize, into: usize): void {
  const end = from + bytes(length);
  for (; from + 16 <= end; from += 16, into += 16) v128.store(into, v128.load(from));
  for (; from < end; from += 4, into += 4) store<f32>(into, load<f32>(from));
}

export function zero(length: i32, at: usize): void {
  memory.fill(at, 0, bytes(length));
}
