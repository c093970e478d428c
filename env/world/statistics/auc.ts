/**
 * Probability that a predictor ranks a random positive before a random negative (area under the ROC curve); ties
 * count one half.
 *
 * @param scores smaller means "more likely positive"
 * @param labels 1 positive, 0 negative
 * @returns 0.5 for a predictor that says nothing; NaN without a positive or without a negative
 * @example auc([3, 4, 9], [1, 1, 0]) // 1
 */
export function auc(scores: readonly number[], labels: readonly number[]): number {
  const order = Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  let positives = 0;
  let negatives = 0;
  let won = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let tiedPositives = 0;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) tiedPositives += labels[order[end++]!]!;
    const tiedNegatives = end - start - tiedPositives;
    won += tiedNegatives * (positives + tiedPositives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
    start = end;
  }
  return positives === 0 || negatives === 0 ? Number.NaN : won / (positives * negatives);
}
