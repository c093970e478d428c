import assert from "node:assert/strict";
import { FeatureNormaliser } from "../../../../agent/learn/network/feature-normaliser.js";
import type { CollectReport, CollectRequest, GradientRequest } from "../../../../agent/learn/train/lane.js";
import { type LaneClient, type PpoRun, trainPpo } from "../../../../agent/learn/train/ppo.js";
import { ppoSchema } from "../../../../agent/learn/train/ppo-options.js";
import { UserError } from "../../../../env/errors.js";

/** What a lane that computes nothing says; the rest is nothing of note. */
interface Says {
  readonly steps?: number;
  readonly collected?: Partial<CollectReport>;
  readonly gradient?: (request: GradientRequest, iteration: number) => readonly number[];
  readonly gradientSteps?: number;
  readonly kl?: (request: GradientRequest) => number;
}

/** A lane that keeps what it is asked, and says what it is told to. */
class FakeLane implements LaneClient {
  readonly collects: CollectRequest[] = [];
  readonly gradients: (GradientRequest & { readonly iteration: number })[] = [];

  constructor(readonly says: Says = {}) {}

  async collect(request: CollectRequest): Promise<CollectReport> {
    this.collects.push({ ...request, weights: request.weights.slice() });
    const { steps = 8, collected } = this.says;
    const seen = FeatureNormaliser.create(1, 1);
    for (let i = 0; i < steps; i++) seen.see(Float32Array.of(this.collects.length), 1, Float32Array.of(0));
    return {
      steps,
      episodes: [],
      seen: seen.toJSON(),
      advantage: 0,
      advantageSquares: steps,
      returns: 0,
      returnSquares: steps,
      errorSquares: 0,
      bonus: 0,
      milliseconds: 0,
      inferenceMilliseconds: 0,
      ...collected,
    };
  }

  async gradient(request: GradientRequest) {
    const iteration = this.collects.length - 1;
    this.gradients.push({ ...request, weights: request.weights.slice(), iteration });
    const { gradient = () => [0.1, 0], kl = () => 0, gradientSteps = 4 } = this.says;
    const parts = [0, 0, 0, kl(request), 0];
    return { steps: gradientSteps, gradient: Float32Array.from(gradient(request, iteration)), parts, milliseconds: 0 };
  }

  async state() {
    return { iteration: this.collects.length, actor: { round: 0, places: [] }, bonuses: {} };
  }
}

const usual = { iterations: 4, minibatch: 8, epochs: 3, learning_rate: 0.1, gradient_clip: 100 };

/** All iterations. */
async function trained(options: Record<string, unknown>, ...lanes: FakeLane[]) {
  const run: PpoRun = {
    options: ppoSchema.parse({ ...usual, ...options }),
    lanes,
    features: [1, 1],
    from: {
      iteration: 0,
      weights: Float32Array.of(1, 2),
      adam: undefined,
      normaliser: FeatureNormaliser.create(1, 1).toJSON(),
    },
    now: () => 0,
  };
  const reports = [];
  for await (const report of trainPpo(run)) reports.push(report);
  return reports;
}

const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} for ${expected}`);

describe("PPO's iterations", () => {
  it("ask each lane for its part of each minibatch, in each epoch", async () => {
    const lanes = [new FakeLane(), new FakeLane()];
    await trained({ iterations: 1 }, ...lanes);
    for (const { collects, gradients } of lanes) {
      assert.equal(collects.length, 1);
      assert.deepEqual(
        gradients.map(({ epoch, minibatch, minibatches }) => [epoch, minibatch, minibatches]),
        [0, 1, 2].flatMap((epoch) => [0, 1].map((minibatch) => [epoch, minibatch, 2])),
      );
    }
  });

  it("have no minibatches in which a lane has no step", async () => {
    const [large, small] = [new FakeLane({ steps: 30 }), new FakeLane({ steps: 2 })];
    await trained({ iterations: 1, minibatch: 1 }, large, small);
    assert.equal(small.gradients[0]!.minibatches, 2);
  });

  it("end their epochs when the policy has gone too far", async () => {
    const lane = new FakeLane({ kl: ({ epoch }) => [0.01, 0.03, 0][epoch]! });
    const [report] = await trained({ iterations: 1, kl_stop: 0.02 }, lane);
    assert.deepEqual(
      lane.gradients.map(({ epoch }) => epoch),
      [0, 1],
    );
    assert.equal(report!.metrics["update/epochs"], 2);
    const never = new FakeLane({ kl: () => 10 });
    const [all] = await trained({ iterations: 1, kl_stop: null }, never);
    assert.equal(never.gradients.length, 3);
    assert.equal(all!.metrics["update/epochs"], 3);
  });

  it("measure how far by the mean over lanes and minibatches, lanes by their steps", async () => {
    const near = new FakeLane({ gradientSteps: 3, kl: ({ minibatch }) => 0.02 * minibatch });
    const far = new FakeLane({ gradientSteps: 1, kl: () => 0.03 });
    // (3 · 0 + 0.03) / 4 and (3 · 0.02 + 0.03) / 4: a mean of 0.015.
    await trained({ iterations: 1, kl_stop: 0.0151 }, near, far);
    assert.equal(near.gradients.length, 6);
    const again = [new FakeLane(near.says), new FakeLane(far.says)];
    await trained({ iterations: 1, kl_stop: 0.0149 }, ...again);
    assert.equal(again[0]!.gradients.length, 2);
  });

  it("learn the value alone at first", async () => {
    const lane = new FakeLane();
    await trained({ value_iterations: 2 }, lane);
    for (const { iteration, learnsPolicy } of lane.gradients) assert.equal(learnsPolicy, iteration >= 2);
  });

  it("go by the mean gradient, lanes by their steps", async () => {
    const lanes = [
      new FakeLane({ gradientSteps: 6, gradient: () => [1, 0] }),
      new FakeLane({ gradientSteps: 2, gradient: () => [-1, 2] }),
    ];
    // (6 − 2) / 8 and 4 / 8: equally long, so that Adam's first step is the same in both.
    const options = { iterations: 1, epochs: 1, minibatch: 64 };
    const [report] = await trained(options, ...lanes);
    const { weights, adam } = report!.state;
    close(adam!.firstMoment[0]!, 0.1 * 0.5);
    close(adam!.firstMoment[1]!, 0.1 * 0.5);
    close(report!.metrics["update/gradient_norm"]!, Math.SQRT1_2);
    assert.ok(Math.abs(weights[0]! - 0.9) < 1e-4 && Math.abs(weights[1]! - 1.9) < 1e-4, `${weights}`);
  });

  it("cut gradients that are too long, and no others", async () => {
    const options = { iterations: 1, epochs: 1, gradient_clip: 1 };
    const [cut] = await trained(options, new FakeLane({ gradient: () => [3, 4] }));
    close(cut!.state.adam!.firstMoment[0]!, 0.1 * 0.6);
    close(cut!.state.adam!.firstMoment[1]!, 0.1 * 0.8);
    assert.equal(cut!.metrics["update/gradient_norm"], 5);
    const [whole] = await trained(options, new FakeLane({ gradient: () => [0.3, 0.4] }));
    close(whole!.state.adam!.firstMoment[1]!, 0.1 * 0.4);
  });

  it("lower the step size linearly", async () => {
    const reports = await trained({ last_learning_rate: 0.2 }, new FakeLane());
    for (const [i, { metrics, state }] of reports.entries()) {
      close(metrics["update/learning_rate"]!, 0.1 * (1 - 0.8 * (i / 4)));
      assert.equal(state.iteration, i + 1);
    }
    // What is reported is what steps are made by: with a steady gradient Adam's are as long as the step size.
    const [before, after] = [reports[2]!.state.weights[0]!, reports[3]!.state.weights[0]!];
    assert.ok(Math.abs((before - after) / 3 - 0.1 * 0.4) < 1e-3, `${before - after}`);
  });

  it("lower bonuses linearly to 0 and leave them there", async () => {
    const weightsOf = async (options: Record<string, unknown>) => {
      const lane = new FakeLane();
      await trained({ bonuses: { counts: 2, rnd: 0 }, ...options }, lane);
      assert.ok(lane.collects.every(({ bonusWeights }) => bonusWeights.rnd === 0));
      return lane.collects.map(({ bonusWeights }) => bonusWeights.counts);
    };
    assert.deepEqual(await weightsOf({ iterations: 8, bonuses_end: 0.5 }), [2, 1.5, 1, 0.5, 0, 0, 0, 0]);
    assert.deepEqual(await weightsOf({ bonuses_end: 1 }), [2, 1.5, 1, 0.5]);
    assert.deepEqual(await weightsOf({ bonuses_end: 0 }), [0, 0, 0, 0]);
  });

  it("freeze the normaliser after its iterations", async () => {
    const lane = new FakeLane();
    const reports = await trained({ normaliser_iterations: 2 }, lane);
    const meanIn = ({ normaliser }: CollectRequest) => normaliser.candidates.mean[0]!;
    // Each iteration sees its own number, eight times; what is collected with is what earlier ones have seen.
    assert.deepEqual(lane.collects.map(meanIn), [0, 1, 1.5, 1.5]);
    assert.deepEqual(
      reports.map(({ state }) => state.normaliser.candidates.count),
      [8, 16, 16, 16],
    );
  });

  it("bring the advantages of all lanes to mean 0 and variance 1, where that is wanted", async () => {
    const lanes = [
      new FakeLane({ steps: 6, collected: { advantage: 12, advantageSquares: 30 } }),
      new FakeLane({ steps: 2, collected: { advantage: 4, advantageSquares: 10 } }),
    ];
    await trained({ iterations: 1 }, ...lanes);
    const { advantageMean, advantageDeviation } = lanes[1]!.gradients[0]!;
    close(advantageMean, 2);
    close(advantageDeviation, 1);
    const plain = new FakeLane({ collected: { advantage: 12, advantageSquares: 30 } });
    await trained({ iterations: 1, normalise_advantages: "none" }, plain);
    assert.deepEqual([plain.gradients[0]!.advantageMean, plain.gradients[0]!.advantageDeviation], [0, 1]);
  });

  it("let lanes compute with the weights as they are", async () => {
    const lane = new FakeLane();
    const reports = await trained({ iterations: 2 }, lane);
    assert.deepEqual(lane.collects[0]!.weights, Float32Array.of(1, 2));
    assert.deepEqual(lane.collects[1]!.weights, reports[0]!.state.weights);
    assert.notDeepEqual(lane.gradients[1]!.weights, lane.gradients[0]!.weights);
  });

  it("go on from a state as if they had not stopped", async () => {
    const gradient = ({ epoch }: GradientRequest) => [Math.sin(epoch + 1), Math.cos(epoch)];
    const whole = await trained({}, new FakeLane({ gradient }));
    const from = whole[1]!.state;
    const run: PpoRun = {
      options: ppoSchema.parse(usual),
      lanes: [new FakeLane({ gradient })],
      features: [1, 1],
      from,
      now: () => 0,
    };
    const rest = [];
    for await (const report of trainPpo(run)) rest.push(report);
    assert.equal(rest.length, 2);
    assert.deepEqual(rest[1]!.state.weights, whole[3]!.state.weights);
    assert.deepEqual(rest[1]!.state.adam, whole[3]!.state.adam);
  });

  it("end with what to do where training diverges, the state before being as it was", async () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const says = { gradient: (_: GradientRequest, iteration: number) => [iteration === 2 ? value : 0.1, 0] };
      const done: Float32Array[] = [];
      const run: PpoRun = {
        options: ppoSchema.parse(usual),
        lanes: [new FakeLane(), new FakeLane(says)],
        features: [1, 1],
        from: {
          iteration: 0,
          weights: Float32Array.of(1, 2),
          adam: undefined,
          normaliser: FeatureNormaliser.create(1, 1).toJSON(),
        },
        now: () => 0,
      };
      await assert.rejects(async () => {
        for await (const { state } of trainPpo(run)) done.push(state.weights);
      }, new UserError(
        "training has diverged: the gradient of iteration 3 is no finite number; begin it anew in another folder with a smaller ppo.learning_rate. What this run has saved before stays as it is",
      ));
      assert.equal(done.length, 2);
      assert.ok(done[1]!.every(Number.isFinite));
    }
    const lost = new FakeLane({ collected: { returnSquares: Number.NaN } });
    await assert.rejects(trained({}, lost), /diverged: the mean return of iteration 1 is no finite number/);
  });
});
