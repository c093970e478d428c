import { bytes, zero } from "./vector";

/*
 * Values of samples: each of the column of its level, of a layer on its summary and of one on what is privileged.
 */

export function levelHead(
  samples: i32,
  hidden: i32,
  privilegedWidth: i32,
  levels: i32,
  summary: usize,
  privileged: usize,
  level: usize,
  baseline: usize,
  weights: usize,
  bias: usize,
  privilegedWeights: usize,
  privilegedBias: usize,
  into: usize,
): void {
  for (let sample = 0; sample < samples; sample++, level += 4, baseline += 4, into += 4) {
    const column = bytes(load<i32>(level));
    let value = load<f32>(bias + column) + load<f32>(privilegedBias + column);
    value += columnDot(hidden, summary, weights + column, levels);
    value += columnDot(privilegedWidth, privileged, privilegedWeights + column, levels);
    store<f32>(into, value + load<f32>(baseline));
    summary += bytes(hidden);
    privileged += bytes(privilegedWidth);
  }
}

export function levelHeadGradient(
  samples: i32,
  hidden: i32,
  privilegedWidth: i32,
  levels: i32,
  summary: usize,
  privileged: usize,
  level: usize,
  weights: usize,
  dy: usize,
  dSummary: usize,
  dWeights: usize,
  dBias: usize,
  dPrivilegedWeights: usize,
): void {
  zero(hidden * levels, dWeights);
  zero(levels, dBias);
  zero(privilegedWidth * levels, dPrivilegedWeights);
  for (let sample = 0; sample < samples; sample++, level += 4, dy += 4) {
    const column = bytes(load<i32>(level));
    const slope = load<f32>(dy);
    store<f32>(dBias + column, load<f32>(dBias + column) + slope);
    let from = weights + column;
    let to = dWeights + column;
    for (let i = 0; i < hidden; i++, summary += 4, dSummary += 4) {
      store<f32>(dSummary, slope * load<f32>(from));
      store<f32>(to, load<f32>(to) + slope * load<f32>(summary));
      from += bytes(levels);
      to += bytes(levels);
    }
    to = dPrivilegedWeights + column;
    for (let i = 0; i < privilegedWidth; i++, privileged += 4, to += bytes(levels)) {
      store<f32>(to, load<f32>(to) + slope * load<f32>(privileged));
    }
  }
}

function columnDot(length: i32, x: usize, column: usize, columns: i32): f32 {
  let sum: f32 = 0;
  for (let i = 0; i < length; i++, x += 4, column += bytes(columns)) sum += load<f32>(x) * load<f32>(column);
  return sum;
}
