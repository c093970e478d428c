/**
 * Numbers places in the order of visiting them: from the one with the least x + y, always on to the nearest that is
 * left. Ties go to the first. Quadratic in the number of places.
 *
 * @param count how many of the places count
 * @returns [count] each place's number
 * @example collectingOrder(Float64Array.of(20, 0, 10), Float64Array.of(0, 0, 0), 3) // [2, 0, 1]
 */
export function collectingOrder(x: Float64Array, y: Float64Array, count: number): Int32Array {
  const numbers = new Int32Array(count).fill(-1);
  let at = 0;
  for (let place = 1; place < count; place++) if (x[place]! + y[place]! < x[at]! + y[at]!) at = place;
  for (let number = 0; number < count; number++) {
    numbers[at] = number;
    let nearest = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let place = 0; place < count; place++) {
      if (numbers[place] !== -1) continue;
      const distance = (x[place]! - x[at]!) ** 2 + (y[place]! - y[at]!) ** 2;
      if (distance < least) {
        least = distance;
        nearest = place;
      }
    }
    at = nearest;
  }
  return numbers;
}
