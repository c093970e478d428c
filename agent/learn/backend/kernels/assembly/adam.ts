import { bytes } from "./vector";

/**
 * One step of Adam on all weights, in place: momentum and mean of squares are brought up to date as well.
 *
 * @param rate of learning, over what the momentum lacks
 * @param scale one over what the mean of squares lacks
 */
export function adam(
  length: i32,
  weights: usize,
  momentum: usize,
  squares: usize,
  gradient: usize,
  beta1: f32,
  beta2: f32,
  rate: f32,
  scale: f32,
  epsilon: f32,
): void {
  const end = weights + bytes(length);
  const keep1 = f32x4.splat(beta1);
  const keep2 = f32x4.splat(beta2);
  const take1 = f32x4.splat(<f32>1 - beta1);
  const take2 = f32x4.splat(<f32>1 - beta2);
  const rates = f32x4.splat(rate);
  const scales = f32x4.splat(scale);
  const least = f32x4.splat(epsilon);
  for (; weights + 16 <= end; weights += 16, momentum += 16, squares += 16, gradient += 16) {
    const slope = v128.load(gradient);
    const first = f32x4.add(f32x4.mul(keep1, v128.load(momentum)), f32x4.mul(take1, slope));
    const second = f32x4.add(f32x4.mul(keep2, v128.load(squares)), f32x4.mul(f32x4.mul(take2, slope), slope));
    v128.store(momentum, first);
    v128.store(squares, second);
    const length = f32x4.add(f32x4.sqrt(f32x4.mul(second, scales)), least);
    v128.store(weights, f32x4.sub(v128.load(weights), f32x4.div(f32x4.mul(rates, first), length)));
  }
  for (; weights < end; weights += 4, momentum += 4, squares += 4, gradient += 4) {
    const slope = load<f32>(gradient);
    const first = beta1 * load<f32>(momentum) + (<f32>1 - beta1) * slope;
    const second = beta2 * load<f32>(squares) + (<f32>1 - beta2) * slope * slope;
    store<f32>(momentum, first);
    store<f32>(squares, second);
    const length = sqrt<f32>(second * scale) + epsilon;
    store<f32>(weights, load<f32>(weights) - (rate * first) / length);
  }
}
