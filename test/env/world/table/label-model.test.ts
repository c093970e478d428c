import assert from "node:assert/strict";
import { mean, sampleCorrelation, standardDeviation, variance } from "simple-statistics";
import { KeyedRandom } from "../../../../env/random/keyed-random.js";
import { RandomStream } from "../../../../env/random/random-stream.js";
import { LabelModel } from "../../../../env/world/table/label-model.js";
import type { SessionTableRow } from "../../../../env/world/table/session-table.js";
import { worldFromTable } from "../../../../env/world/table/table-world.js";
import type { WorldData } from "../../../../env/world/world-data.js";

interface Made {
  readonly squares: number;
  readonly groups: number;
  readonly holes: number;
  /** How the logarithm of a hole's CTF resolution comes about. */
  readonly slope: number;
  readonly squareSd: number;
  readonly groupSd: number;
  readonly holeSd: number;
  readonly failedShare: number;
}

const made: Made = {
  squares: 12,
  groups: 6,
  holes: 12,
  slope: 0.6,
  squareSd: 0.3,
  groupSd: 0.15,
  holeSd: 0.2,
  failedShare: 0.1,
};

function normal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}

/** A table made by the very model that is fitted, with what it hides of each second hole, by id. */
function makeTable(random: RandomStream, made: Made): { rows: SessionTableRow[]; hidden: Map<string, number> } {
  const rows: SessionTableRow[] = [];
  const hidden = new Map<string, number>();
  for (let s = 0; s < made.squares; s++) {
    const square = made.squareSd * normal(random);
    for (let p = 0; p < made.groups; p++) {
      const group = made.groupSd * normal(random);
      for (let h = 0; h < made.holes; h++) {
        const logGuess = 0.5 * normal(random);
        const logCtf = 1.8 + made.slope * logGuess + square + group + made.holeSd * normal(random);
        const names = { grid: "g", square: `s${s}`, group: `p${p}`, hole: `h${h}` };
        const unlabelled = h % 2 === 1;
        if (unlabelled) hidden.set(Object.values(names).join("/"), logCtf);
        const failed = !unlabelled && random.uniform() < made.failedShare;
        rows.push({
          ...names,
          xPixels: 0,
          yPixels: 0,
          stageXMicrometers: Number.NaN,
          stageYMicrometers: Number.NaN,
          features: { predicted_ctf_resolution_angstrom: Math.exp(1.8 + logGuess) },
          status: unlabelled ? "unexposed" : failed ? "failed" : "measured",
          ctfResolutionAngstrom: unlabelled || failed ? Number.NaN : Math.exp(logCtf),
          particleCount: unlabelled || failed ? Number.NaN : Math.round(400 / logCtf),
        });
      }
    }
  }
  return { rows, hidden };
}

function ctfOf(world: WorldData, id: string): number {
  return world.ctfResolutionAngstrom[world.tree.row(id)!]!;
}

describe("LabelModel", () => {
  const { rows, hidden } = makeTable(new RandomStream(4), made);
  const world = worldFromTable({ rows }, []);
  const model = new LabelModel(world);
  const ids = [...hidden.keys()];

  it("gives every unlabelled hole an outcome and leaves the others alone", () => {
    const complete = model.complete(new KeyedRandom(1));
    assert.deepEqual(complete.spent, []);
    const unlabelled = new Set(world.spent);
    for (let row = world.tree.firstLeaf; row < world.tree.size; row++) {
      if (unlabelled.has(row)) continue;
      assert.equal(complete.ctfResolutionAngstrom[row], world.ctfResolutionAngstrom[row]);
      assert.equal(complete.particleCount![row], world.particleCount![row]);
    }
    assert.ok(
      world.ctfResolutionAngstrom.every((ctf, row) => !unlabelled.has(row) || Number.isNaN(ctf)),
      "not changed",
    );
    const labelled = world.ctfResolutionAngstrom.filter((ctf) => !Number.isNaN(ctf));
    const drawn = ids.map((id) => ctfOf(complete, id)).filter((ctf) => !Number.isNaN(ctf));
    assert.ok(drawn.every((ctf) => ctf >= Math.min(...labelled) - 1e-9 && ctf <= Math.max(...labelled) + 1e-9));
  });

  it("draws what could have been: mean, spread, failures, and what features, squares and groups say", () => {
    const worlds = Array.from({ length: 20 }, (_, seed) => model.complete(new KeyedRandom(seed)));
    const drawn = worlds.map((complete) => ids.map((id) => Math.log(ctfOf(complete, id))));
    const failed = drawn.flat().filter(Number.isNaN).length / drawn.flat().length;
    assert.ok(Math.abs(failed - made.failedShare) < 0.03, `failed ${failed}`);
    const truth = [...hidden.values()];
    const fine = drawn.map((values) => values.filter((value) => !Number.isNaN(value)));
    assert.ok(Math.abs(mean(fine.flat()) - mean(truth)) < 0.03, `mean ${mean(fine.flat())}, not ${mean(truth)}`);
    const spread = mean(fine.map(standardDeviation));
    assert.ok(Math.abs(spread / standardDeviation(truth) - 1) < 0.07, `sd ${spread}, not ${standardDeviation(truth)}`);
    const averages = ids.map((_, i) => mean(drawn.map((values) => values[i]!).filter((value) => !Number.isNaN(value))));
    const r = sampleCorrelation(averages, truth);
    // All but a hole's own part can be known.
    const most = Math.sqrt(1 - made.holeSd ** 2 / variance(truth));
    assert.ok(
      r > 0.97 * most && r < most + 0.01,
      `correlation of the average draw with the truth ${r}, at most ${most}`,
    );
    const one = drawn[0]!.map((value, i) => [value, truth[i]!] as const).filter(([value]) => !Number.isNaN(value));
    const single = sampleCorrelation(
      one.map(([value]) => value),
      one.map(([, value]) => value),
    );
    // Truth and draw are alike given what is known, so what they share is what is known, once in each.
    assert.ok(Math.abs(single - r ** 2) < 0.03, `correlation of a single draw with the truth ${single}, not ${r ** 2}`);
  });

  it("shrinks what it knows of a square of which it saw little", () => {
    const few = rows.map((row): SessionTableRow => {
      const keeps = row.square !== "s0" || (row.group === "p0" && row.hole === "h0");
      if (keeps || row.status === "unexposed") return row;
      return { ...row, status: "unexposed", ctfResolutionAngstrom: Number.NaN, particleCount: Number.NaN };
    });
    const spreadOfSquare = (of: readonly SessionTableRow[]) => {
      const other = new LabelModel(worldFromTable({ rows: of }, []));
      const means = Array.from({ length: 60 }, (_, seed) => {
        const complete = other.complete(new KeyedRandom(seed));
        const inside = ids.filter((id) => id.startsWith("g/s0/")).map((id) => Math.log(ctfOf(complete, id)));
        return mean(inside.filter((value) => !Number.isNaN(value)));
      });
      return standardDeviation(means);
    };
    assert.ok(spreadOfSquare(few) > 3 * spreadOfSquare(rows), "an unseen square may be anything");
  });

  it("is keyed: a seed gives the same outcomes, another seed others", () => {
    const draw = (seed: number) => model.complete(new KeyedRandom(seed)).ctfResolutionAngstrom;
    assert.deepEqual(draw(3), draw(3));
    assert.notDeepEqual(draw(3), draw(4));
  });

  it("keeps quantities of one exposure together", () => {
    const complete = model.complete(new KeyedRandom(2));
    const pairs = ids
      .map((id) => complete.tree.row(id)!)
      .map((row) => [complete.ctfResolutionAngstrom[row]!, complete.particleCount![row]!] as const)
      .filter(([ctf]) => !Number.isNaN(ctf));
    assert.ok(pairs.every(([, particles]) => Number.isInteger(particles) && particles > 0));
    const correlation = sampleCorrelation(
      pairs.map(([ctf]) => Math.log(ctf)),
      pairs.map(([, count]) => count),
    );
    assert.ok(correlation < -0.5, `${correlation}`);
  });

  it("works without any feature", () => {
    const bare = rows.map((row) => ({ ...row, features: {} }));
    const complete = new LabelModel(worldFromTable({ rows: bare }, [])).complete(new KeyedRandom(1));
    assert.ok(ids.some((id) => !Number.isNaN(ctfOf(complete, id))));
  });

  it("refuses to learn from next to nothing", () => {
    const few = rows.slice(0, 30);
    assert.throws(
      () => new LabelModel(worldFromTable({ rows: few }, [])),
      /^UserError: unlabelled: 'model' needs at least 20 measured holes to learn from, and the table has \d+; use 'withh/,
    );
  });
});
