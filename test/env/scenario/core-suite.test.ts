import assert from "node:assert/strict";
import { mean, median } from "simple-statistics";
import { FIRST_CANDIDATE, STOP, UP } from "../../../env/collection/actions.js";
import { CollectionEnv } from "../../../env/collection/collection-env.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { PREDICTED_CTF_RESOLUTION } from "../../../env/tree/feature-schema.js";
import type { World } from "../../../env/world/world.js";
import {
  type Episode,
  informed,
  type Player,
  playSuite,
  raster,
  seeker,
  stopAtOnce,
} from "../../support/suite-players.js";

const seeds = [1, 2, 3, 4];
const play = (name: string, player: Player) => seeds.map((seed) => playSuite(name, seed, player));
const value = (episodes: readonly Episode[]) => mean(episodes.map((episode) => episode.value));
const leaves = ({ data: { tree } }: World) =>
  Array.from({ length: tree.size - tree.firstLeaf }, (_, i) => tree.firstLeaf + i);
const isGood = (world: World) => (leaf: number) => world.plan.objective.isGood(world.outcome(leaf));
const shareOf = (world: World, among: readonly number[]) =>
  among.filter(isGood(world)).length / Math.max(1, among.length);

/** Shares of good leaves below each node of a level. */
function sharesBy(world: World, level: string): number[] {
  const { tree } = world.data;
  const at = tree.shape.levels.indexOf(level);
  return [...Array(tree.levelStart[at + 1]! - tree.levelStart[at]!).keys()].map((i) =>
    shareOf(
      world,
      leaves(world).filter((leaf) => tree.ancestor(leaf, at) === tree.levelStart[at]! + i),
    ),
  );
}

function predicted({ data: { tree } }: World, leaf: number): number {
  return tree.feature(leaf, tree.featureIndex(tree.leafLevel, PREDICTED_CTF_RESOLUTION.name));
}

/** Exposes the holes for which a prediction says that they are good. */
const believer = seeker((leaf, world) => (predicted(world, leaf) <= 7 ? 1 : 0));

/** Exposes so many holes of each grid, the first that it finds, and stops. */
function looks(count: number): Player {
  return ({ tree, cursor, exposedCount, place }, _world, mask) => {
    const first = tree.firstChild[0]!;
    for (let i = 0; cursor === 0 && i < tree.childCount[0]!; i++) {
      if (mask[FIRST_CANDIDATE + i] === 1 && exposedCount[first + i]! < count) return FIRST_CANDIDATE + i;
    }
    if (cursor === 0) return STOP;
    const done = place !== 0 && exposedCount[tree.ancestor(place, 1)]! >= count;
    const next = done ? -1 : mask.indexOf(1, FIRST_CANDIDATE);
    return next !== -1 ? next : mask[UP] === 1 ? UP : STOP;
  };
}

describe("scenarios of the core suite", () => {
  it("fresh-session: surveys come on the way, and knowing gains much over going round", () => {
    const blind = play("fresh-session", raster);
    const first = blind[0]!.events.filter(({ kind }) => kind === "surveyed");
    assert.ok(first.length > 5);
    assert.ok(value(play("fresh-session", informed)) > 2 * value(blind));
  });

  it("uniformly-good: knowing gains next to nothing", () => {
    const blind = value(play("uniformly-good", raster));
    assert.ok(value(play("uniformly-good", informed)) < 1.15 * blind);
    assert.ok(value(play("uniformly-good", stopAtOnce)) === 0 && blind > 250);
  });

  it("hopeless: stopping at once beats collecting, and hardly anything is missed", () => {
    for (const episode of play("hopeless", raster)) {
      assert.ok(episode.value < -50);
      assert.ok(episode.course.every(({ seconds, value: soFar }) => seconds < 3600 || soFar < 0));
    }
    assert.ok(value(play("hopeless", informed)) < 10);
    assert.equal(value(play("hopeless", stopAtOnce)), 0);
  });

  it("one-great-square: few squares hold most of what is good, and going round misses them", () => {
    const blind = play("one-great-square", raster);
    for (const { world } of blind) {
      const { tree } = world.data;
      const squares = new Map<number, number>();
      for (const leaf of leaves(world).filter(isGood(world))) {
        const square = tree.ancestor(leaf, 2);
        squares.set(square, (squares.get(square) ?? 0) + 1);
      }
      const counts = [...squares.values()].sort((a, b) => b - a);
      assert.ok(counts.slice(0, 3).reduce((a, b) => a + b, 0) > 0.6 * counts.reduce((a, b) => a + b, 0));
    }
    assert.ok(value(play("one-great-square", informed)) > 10 * value(blind));
  });

  it("misleading-features: who believes them does worse than who goes round", () => {
    assert.ok(value(play("misleading-features", believer)) < 0.6 * value(play("misleading-features", raster)));
    assert.ok(value(play("fresh-session", believer)) > 1.5 * value(play("fresh-session", raster)));
  });

  it("no-features: an observation holds none", () => {
    const env = CollectionEnv.make({ scenario: "no-features" });
    env.reset({ seed: 1 });
    const { candidateColumns } = env.layout;
    const columns = candidateColumns.flatMap((name, c) =>
      name.endsWith("_missing") && name !== "stage_missing" ? [c] : [],
    );
    assert.ok(columns.length >= 6);
    for (let level = 0; level < 3; level++) {
      const { observation } = env.step(env.actionMask.indexOf(1, 3));
      const { childCount } = env.session!.tree;
      for (let row = 0; row < childCount[env.session!.cursor]!; row++) {
        for (const c of columns) assert.equal(observation.candidates[row * candidateColumns.length + c], 1);
      }
    }
  });

  it("two-samples: the two halves of a cassette differ more than those of one sample", () => {
    const difference = (name: string) =>
      mean(
        seeds.concat([5, 6, 7, 8]).map((seed) => {
          const shares = sharesBy(playSuite(name, seed, stopAtOnce).world, "grid");
          return Math.abs(mean(shares.slice(0, 2)) - mean(shares.slice(2)));
        }),
      );
    assert.ok(difference("two-samples") > 2 * difference("fresh-session"));
  });

  it("twelve-grids: a look at each grid finds a better one than staying, or than none", () => {
    const many = [...Array(16).keys()];
    const of = (player: Player) => mean(many.map((seed) => playSuite("twelve-grids", seed, player).value));
    const screened = of(looks(20));
    assert.ok(screened > of(stopAtOnce) + 0.15);
    assert.ok(screened > of(raster) + 0.02);
  });

  it("delayed-results: a hundred results are on their way", () => {
    const pending = play("delayed-results", raster).flatMap(({ course }) =>
      course.slice(100).map((step) => step.pending),
    );
    assert.ok(median(pending) > 50, `${median(pending)}`);
  });

  it("short-budget: not even one grid is done", () => {
    for (const { session, world } of play("short-budget", raster)) {
      assert.ok(session.exposedCount[0]! > 5 && session.exposedCount[0]! < 60);
      assert.ok(session.exposedCount[0]! < leaves(world).length / 20);
    }
  });

  it("fast-image-shift: an exposure takes about five seconds, reaching the next group several times as long", () => {
    const { events } = playSuite("fast-image-shift", 1, raster);
    const seconds = (kind: "exposed" | "moved") =>
      median(events.flatMap((event) => (event.kind === kind ? [event.durationSeconds] : [])));
    assert.ok(seconds("exposed") > 4 && seconds("exposed") < 7, `${seconds("exposed")}`);
    assert.ok(seconds("moved") > 5 * seconds("exposed"), `${seconds("moved")}`);
  });

  it("slow-stage: moves take most of the time", () => {
    for (const { events } of play("slow-stage", raster)) {
      const total = (kind: "exposed" | "moved") =>
        events.reduce((sum, event) => sum + (event.kind === kind ? event.durationSeconds : 0), 0);
      assert.ok(total("moved") > 3 * total("exposed"));
    }
  });

  it("tomography: a series takes a quarter of an hour, and one in seven ends early", () => {
    const episodes = play("tomography", raster);
    const exposures = episodes.flatMap(({ events }) =>
      events.flatMap((event) => (event.kind === "exposed" ? [event.durationSeconds / 60] : [])),
    );
    assert.ok(median(exposures) > 13 && median(exposures) < 18, `${median(exposures)}`);
    const tilts = episodes.flatMap(({ events }) =>
      events.flatMap((event) => (event.kind === "resulted" ? [event.outcome.completedTilts!] : [])),
    );
    const early = tilts.filter((count) => count < 41).length / tilts.length;
    assert.ok(early > 0.07 && early < 0.3, `${early}`);
  });

  it("hole-positions: which position is better depends on the sample", () => {
    const better = seeds.concat([5, 6, 7, 8]).map((seed) => {
      const { world } = playSuite("hole-positions", seed, stopAtOnce);
      const { tree } = world.data;
      const offset = (leaf: number) => tree.feature(leaf, 0);
      const middle = median(leaves(world).map(offset));
      const inner = leaves(world).filter((leaf) => offset(leaf) < middle);
      const outer = leaves(world).filter((leaf) => offset(leaf) >= middle);
      return shareOf(world, inner) - shareOf(world, outer);
    });
    assert.ok(
      better.some((difference) => difference > 0.01) && better.some((difference) => difference < -0.01),
      `${better}`,
    );
  });

  it("particles: going for full micrographs beats going for good ones", () => {
    const full = seeker((leaf, world) => world.plan.objective.amount(world.outcome(leaf)), 600);
    const [byAmount, byCount] = [value(play("particles", full)), value(play("particles", informed))];
    assert.ok(byAmount > 1.05 * byCount, `${byAmount} against ${byCount}`);
  });

  it("resolution-target: stopping when the question is answered beats going on", () => {
    for (const { course, value: end } of play("resolution-target", raster)) {
      const best = course.reduce((a, b) => (b.value > a.value ? b : a));
      assert.ok(best.value > end + 0.2 && best.seconds < 3 * 3600, `${best.value}, ${end}`);
    }
  });

  it("rough-session: grids and squares are given up, moves fail and are tried again", () => {
    const episodes = [...Array(12).keys()].map((seed) => playSuite("rough-session", seed, raster));
    const count = (kind: string) => mean(episodes.map(({ events }) => events.filter((e) => e.kind === kind).length));
    assert.ok(count("failed") > 8, `${count("failed")}`);
    assert.ok(count("withdrawn") > 0.1, `${count("withdrawn")}`);
    const empty = ({ data: { tree } }: World) =>
      tree.childCount.subarray(tree.levelStart[2], tree.levelStart[3]).indexOf(0);
    assert.ok(episodes.some(({ world }) => empty(world) !== -1));
  });

  it("y1-like and 21mar02c cost what CryoRL's do", () => {
    for (const name of ["y1-like", "21mar02c"]) {
      const { plan, start } = loadScenario(name);
      assert.deepEqual([plan.budgetSeconds, plan.latency.kind, start], [28_800, "levels", "random-hole"]);
    }
  });
});
