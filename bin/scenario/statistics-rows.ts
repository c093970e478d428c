import type { Quantiles, WorldMeasures } from "../../env/world/statistics/world-measures.js";

/** One line of the table of statistics; a figure that has only one weighting leaves the other column empty. */
export interface StatisticsRow {
  readonly what: string;
  readonly bySquare?: number;
  readonly byHole?: number;
  readonly digits: number;
}

/** What was measured, line by line, in the order in which the field's figures are usually given. */
export function statisticsRows(measures: WorldMeasures): StatisticsRow[] {
  const { ctfQuantilesAngstrom: ctf, logCtf, goodShare, failedShare, varianceShares, pairs } = measures;
  const shares = (["logCtf", "good"] as const).flatMap((label) =>
    (["square", "group", "hole"] as const).map((level) => ({
      what: `${label === "logCtf" ? "variance of log CTF" : "variance of the good label"}, ${level}`,
      bySquare: varianceShares.bySquare[label][level],
      byHole: varianceShares.byHole[label][level],
      digits: 2,
    })),
  );
  return [
    ...Object.entries(measures.counts).map(([level, count]) => ({ what: `${level}s`, byHole: count, digits: 0 })),
    ...(["q05", "q25", "q50", "q75", "q95"] satisfies (keyof Quantiles)[]).map((quantile) => ({
      what: `CTF resolution, ${Number(quantile.slice(1))} %, Å`,
      bySquare: ctf.bySquare[quantile],
      byHole: ctf.byHole[quantile],
      digits: 2,
    })),
    { what: "log CTF, mean", bySquare: logCtf.bySquare.mean, byHole: logCtf.byHole.mean, digits: 2 },
    { what: "log CTF, sd", bySquare: logCtf.bySquare.sd, byHole: logCtf.byHole.sd, digits: 2 },
    { what: "good share, mean", bySquare: goodShare.bySquare.mean, byHole: goodShare.byHole, digits: 2 },
    { what: "good share, sd over squares", bySquare: goodShare.bySquare.sd, digits: 2 },
    { what: "failed share", ...failedShare, digits: 3 },
    ...shares,
    ...pairs.bySquare.correlationByPitch.map((correlation, i) => ({
      what: `correlation of log CTF in a group, ${i + 1} pitch${i === 0 ? "" : "es"}`,
      bySquare: correlation,
      byHole: pairs.byHole.correlationByPitch[i]!,
      digits: 2,
    })),
    {
      what: "P(good | neighbour good)",
      bySquare: pairs.bySquare.goodGivenNeighbourGood,
      byHole: pairs.byHole.goodGivenNeighbourGood,
      digits: 2,
    },
    {
      what: "P(good | neighbour bad)",
      bySquare: pairs.bySquare.goodGivenNeighbourBad,
      byHole: pairs.byHole.goodGivenNeighbourBad,
      digits: 2,
    },
    { what: "AUC of the predicted CTF resolution", byHole: measures.predictorAuc, digits: 2 },
    { what: "correlation of holes and good share of a square", bySquare: measures.holesWithGoodShare, digits: 2 },
  ];
}
