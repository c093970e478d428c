import assert from "node:assert/strict";
import type { AnyEnv } from "../../../env/check/check-context.js";
import { checkEnv } from "../../../env/check/check-env.js";
import type { CheckName } from "../../../env/check/finding.js";
import type { ResetRequest } from "../../../env/core/env.js";
import type { RandomStream } from "../../../env/random/random-stream.js";
import { Box } from "../../../env/spaces/box.js";
import { Dict } from "../../../env/spaces/dict.js";
import { MultiBinary } from "../../../env/spaces/multi-binary.js";
import { LIFT, OrchardEnv, type OrchardObservation, type OrchardStep, TREE_COUNT } from "./orchard-env.js";

/** Plants one fault, and finds it under its name; other findings may follow from it. */
function finds(fault: string, check: CheckName, what: RegExp, create: () => AnyEnv): void {
  it(fault, () => {
    const findings = checkEnv(create);
    const found = findings.find((finding) => finding.check === check && what.test(finding.what));
    const all = findings.map((finding) => `${finding.check}: ${finding.what}`).join("\n");
    assert.ok(found, `not found among\n${all}`);
    assert.ok(found.where !== "" && found.expected !== "" && found.fix !== "");
  });
}

/** Observations with another part. */
function showing(change: (env: OrchardEnv, shown: OrchardObservation) => object): () => AnyEnv {
  return () =>
    new (class extends OrchardEnv {
      override observe(): OrchardObservation {
        const shown = super.observe();
        return { ...shown, ...change(this, shown) };
      }
    })();
}

/** Results of steps with another part. */
function answering(change: (env: OrchardEnv, step: OrchardStep, action: number) => object): () => AnyEnv {
  return () =>
    new (class extends OrchardEnv {
      override step(action: number): OrchardStep {
        const step = super.step(action);
        return { ...step, ...change(this, step, action) };
      }
    })();
}

/** Shared by environments of a fault. */
let shared = 0;

describe("checkEnv finds planted faults", () => {
  describe("spaces", () => {
    finds(
      "an array of another length",
      "spaces",
      /observation\.context has 4 entries/,
      showing(() => ({ context: new Float32Array(4) })),
    );
    finds(
      "an array of another type",
      "spaces",
      /observation\.trees is a Float64Array, no Float32Array/,
      showing((_, { trees }) => ({ trees: Float64Array.from(trees) })),
    );
    finds(
      "a key too many",
      "spaces",
      /observation has the key 'more'/,
      showing(() => ({ more: 1 })),
    );
    finds(
      "NaN in the last observation alone",
      "spaces",
      /entry 0 of observation\.context is NaN/,
      answering((_, { terminated, observation }) =>
        terminated ? { observation: { ...observation, context: Float32Array.of(NaN, 0, 0) } } : {},
      ),
    );
    finds(
      "a value out of bounds",
      "spaces",
      /entry 2 of observation\.context is 61, outside of 0 to 60/,
      showing((env) => ({ context: Float32Array.of(0, 0, env.place > 2 ? 61 : 0) })),
    );
    finds(
      "a space that changes",
      "spaces",
      /the spaces are no longer what they were/,
      () =>
        new (class extends OrchardEnv {
          override reset(request?: ResetRequest) {
            this.observationSpace = new Dict<OrchardObservation>({
              trees: new Box(0, 1, [TREE_COUNT, 2]),
              mask: new MultiBinary(TREE_COUNT + 2),
              context: new Box(0, 61, [3]),
            });
            return super.reset(request);
          }
        })(),
    );
  });

  describe("mask", () => {
    finds(
      "a mask of another length",
      "mask",
      /the mask has 7 entries/,
      () =>
        new (class extends OrchardEnv {
          override get actionMask() {
            return this.mask().subarray(1);
          }
        })(),
    );
    finds(
      "a mask that offers what is refused",
      "mask",
      /was legal by the mask and info\.illegal is true/,
      () =>
        new (class extends OrchardEnv {
          override isLegal(action: number) {
            return super.isLegal(action) && action !== 4;
          }
        })(),
    );
    finds(
      "a mask that is all 0 in mid-episode",
      "mask",
      /the mask is all 0, and the episode goes on/,
      () =>
        new (class extends OrchardEnv {
          override get actionMask() {
            return this.place === 3 ? new Uint8Array(TREE_COUNT + 2) : this.mask();
          }
        })(),
    );
    finds(
      "a mask with other numbers",
      "mask",
      /entry 1 of the mask is 2/,
      () =>
        new (class extends OrchardEnv {
          override get actionMask() {
            const mask = this.mask();
            mask[LIFT] = 2;
            return mask;
          }
        })(),
    );
  });

  describe("illegal actions", () => {
    finds(
      "a masked action that moves",
      "illegal-actions",
      /the observation changed/,
      () =>
        new (class extends OrchardEnv {
          override step(action: number) {
            if (!this.isLegal(action)) this.place = 5;
            return super.step(action);
          }
        })(),
    );
    finds(
      "one that takes time",
      "illegal-actions",
      /it took 1 s/,
      answering((_, { info }) => (info.illegal ? { info: { ...info, durationSeconds: 1 } } : {})),
    );
    finds(
      "one that is not told",
      "illegal-actions",
      /info\.illegal is not true/,
      answering((_, { info }) => ({ info: { ...info, illegal: false } })),
    );
    finds(
      "one that is paid",
      "illegal-actions",
      /the reward is -1/,
      answering((_, { info }) => (info.illegal ? { reward: -1 } : {})),
    );
    finds(
      "one that ends the episode",
      "illegal-actions",
      /the episode was terminated/,
      answering((_, { info, terminated }) => ({ terminated: terminated || info.illegal })),
    );
    finds(
      "an exception for NaN",
      "illegal-actions",
      /the illegal action NaN: step\(\) threw 'RangeError: no number'/,
      () =>
        new (class extends OrchardEnv {
          override step(action: number) {
            if (Number.isNaN(action)) throw new RangeError("no number");
            return super.step(action);
          }
        })(),
    );
    finds(
      "a fraction that is rounded",
      "illegal-actions",
      /the illegal action 0\.5: info\.illegal is not true/,
      () =>
        new (class extends OrchardEnv {
          override step(action: number) {
            return super.step(action === 0.5 ? LIFT : action);
          }
          override isLegal(action: number) {
            return action === LIFT || super.isLegal(action);
          }
        })(),
    );
    finds(
      "a trace in what follows: a random number drawn",
      "illegal-actions",
      /after illegal actions in between: .* differ/,
      () =>
        new (class extends OrchardEnv {
          override step(action: number) {
            if (!this.isLegal(action)) this.random.uniform();
            return super.step(action);
          }
        })(),
    );
  });

  describe("determinism", () => {
    finds(
      "random numbers that are not the seed's",
      "determinism",
      /the same seed and actions in two environments: .*info/,
      () =>
        new (class extends OrchardEnv {
          override duration(tree: number) {
            return super.duration(tree) + Math.random() / 100;
          }
        })(),
    );
    finds(
      "state shared between environments",
      "determinism",
      /the same seed and actions in two environments/,
      () =>
        new (class extends OrchardEnv {
          override duration(tree: number) {
            return super.duration(tree) + (shared++ % 10) / 100;
          }
        })(),
    );
    finds(
      "what is left of the last episode",
      "determinism",
      /the same seed and actions after other episodes/,
      () =>
        new (class extends OrchardEnv {
          episodes = 0;
          override reset(request?: ResetRequest) {
            this.episodes++;
            return super.reset(request);
          }
          override duration(tree: number) {
            return super.duration(tree) + (this.episodes > 1 ? 0.1 : 0);
          }
        })(),
    );
    finds(
      "episodes after a seed that are not its own",
      "determinism",
      /resets without a seed after one with/,
      () =>
        new (class extends OrchardEnv {
          override reset(request: ResetRequest = {}) {
            const result = super.reset({ seed: request.seed ?? shared++ });
            return { ...result, info: { ...result.info, first: this.random.uniform() } };
          }
        })(),
    );
  });

  describe("time", () => {
    finds(
      "a negative duration",
      "time",
      /info\.durationSeconds is -1/,
      answering((_, { info }, action) => (action === LIFT ? { info: { ...info, durationSeconds: -1 } } : {})),
    );
    finds(
      "a clock that runs backwards",
      "time",
      /info\.clockSeconds went from/,
      answering((env, { info }) => (env.place === 4 ? { info: { ...info, clockSeconds: 0 } } : {})),
    );
    finds(
      "a clock that is not the sum of the durations",
      "time",
      /info\.clockSeconds went on by/,
      answering((_, { info }) => ({ info: { ...info, durationSeconds: info.durationSeconds / 2 } })),
    );
    finds(
      "a budget that is exceeded",
      "budget",
      /the clock is at/,
      () =>
        new (class extends OrchardEnv {
          override readonly budgetSeconds = 12;
          override fits() {
            return true;
          }
        })(),
    );
    finds(
      "a cycle that is free",
      "free-cycles",
      /the legal actions 1, 1 came back/,
      () =>
        new (class extends OrchardEnv {
          override step(action: number) {
            const down = this.lifted && action === LIFT;
            const step = super.step(action);
            if (!down) return step;
            this.lifted = false;
            return { ...step, observation: this.observe() };
          }
          override mask() {
            const mask = super.mask();
            mask[LIFT] = 1;
            return mask;
          }
        })(),
    );
  });

  describe("ending and reward", () => {
    finds(
      "terminated and truncated at once",
      "ending",
      /terminated and truncated at once/,
      answering((_, { terminated }) => ({ truncated: terminated })),
    );
    finds(
      "an end that is no boolean",
      "ending",
      /truncated is undefined/,
      answering(() => ({ truncated: undefined })),
    );
    finds(
      "episodes that never end",
      "ending",
      /no episode came to its end within 500 steps/,
      () =>
        new (class extends OrchardEnv {
          override result(durationSeconds: number, reward: number, illegal: boolean) {
            const step = super.result(durationSeconds, reward, illegal);
            this.order.begin();
            return { ...step, terminated: false };
          }
        })(),
    );
    finds(
      "a reward that is no number",
      "reward",
      /the reward is NaN/,
      answering((env) => (env.place === 4 ? { reward: NaN } : {})),
    );
  });

  describe("order", () => {
    /** An order that lets one kind of step pass. */
    const lenient = (passes: "not begun" | "over" | "closed") => () =>
      new (class extends OrchardEnv {
        phase: "not begun" | "running" | "over" | "closed" = "not begun";
        override reset(request?: ResetRequest) {
          this.phase = "running";
          return super.reset(request);
        }
        override step(action: number) {
          if (this.phase === passes) this.order.begin = () => {};
          if (this.phase === passes) this.order.requireStep = () => {};
          const step = super.step(action);
          if (step.terminated && this.phase === "running") this.phase = "over";
          return step;
        }
        override close() {
          this.phase = "closed";
          super.close();
        }
      })();
    finds("step before reset", "order", /step\(\) did not throw/, lenient("not begun"));
    finds("step after the end", "order", /step\(\) did not throw/, lenient("over"));
    finds("step after close", "order", /step\(\) did not throw/, lenient("closed"));
    finds(
      "a second close that throws",
      "order",
      /the second close\(\) threw 'Error: closed already'/,
      () =>
        new (class extends OrchardEnv {
          closed = false;
          override close() {
            if (this.closed) throw new Error("closed already");
            this.closed = true;
            super.close();
          }
        })(),
    );
    finds(
      "a reset in mid-episode that is refused",
      "order",
      /reset\(\) in mid-episode threw 'Error: finish first'/,
      () =>
        new (class extends OrchardEnv {
          override reset(request?: ResetRequest) {
            if (this.order.running && this.clockSeconds > 0) throw new Error("finish first");
            return super.reset(request);
          }
        })(),
    );
  });

  describe("hidden truth", () => {
    /** Faults that the permuted copies share. */
    const leaking = (Faulty: new (permutation?: RandomStream, known?: Uint8Array) => OrchardEnv) => () => {
      const env = new Faulty();
      env.copyWith = (permutation, known) => new Faulty(permutation, known);
      return env;
    };
    finds(
      "shown in the observation",
      "non-interference",
      /observation differ/,
      leaking(
        class extends OrchardEnv {
          override observe() {
            const shown = super.observe();
            shown.context[1] = this.ripe[5]!;
            return shown;
          }
        },
      ),
    );
    finds(
      "shown in the mask",
      "non-interference",
      /mask.* differ/,
      leaking(
        class extends OrchardEnv {
          override mask() {
            return super.mask().map((legal, action) => (action > 2 ? legal * this.ripe[action - 2]! : legal));
          }
        },
      ),
    );
    finds(
      "shown in info",
      "non-interference",
      /info differ/,
      leaking(
        class extends OrchardEnv {
          override info(durationSeconds: number, illegal: boolean) {
            const left = this.ripe.reduce((sum, ripe, i) => sum + ripe * (i < 3 ? 1 : 0), 0);
            return { ...super.info(durationSeconds, illegal), left };
          }
        },
      ),
    );
    finds(
      "a hook that permutes nothing",
      "non-interference",
      /withPermutedTruth changes nothing/,
      () =>
        new (class extends OrchardEnv {
          override withPermutedTruth() {
            return new OrchardEnv();
          }
        })(),
    );
  });

  describe("aliasing", () => {
    /** Hands its one buffer out without saying so. */
    class Reusing extends OrchardEnv {
      readonly buffer = new Float32Array(3);
      override observe(): OrchardObservation {
        const shown = super.observe();
        this.buffer.set(shown.context);
        return { ...shown, context: this.buffer };
      }
    }
    finds("a buffer used again", "aliasing", /the observation handed out has changed since/, () => new Reusing());
    finds(
      "an info used again",
      "aliasing",
      /the info handed out has changed since/,
      () =>
        new (class extends OrchardEnv {
          readonly one = { durationSeconds: 0, clockSeconds: 0, illegal: false };
          override info(durationSeconds: number, illegal: boolean) {
            return Object.assign(this.one, super.info(durationSeconds, illegal));
          }
        })(),
    );
    finds(
      "its own state handed out",
      "aliasing",
      /after writing into the observations handed out/,
      () =>
        new (class extends OrchardEnv {
          kept: Uint8Array = new Uint8Array(TREE_COUNT + 2);
          override observe() {
            const shown = super.observe();
            this.kept = shown.mask;
            return shown;
          }
          override isLegal(action: number) {
            return this.actionSpace.contains(action) && this.kept[action] === 1;
          }
          override duration(tree: number) {
            return super.duration(tree) + (this.kept.includes(0) ? 0 : 0.1);
          }
        })(),
    );
    finds(
      "views that can't be copied",
      "aliasing",
      /copyObservation threw/,
      () =>
        new (class extends OrchardEnv {
          override metadata = { id: "Test/Orchard-v0", renderModes: [], observationsAreViews: true };
          override observe() {
            return { ...super.observe(), describe: () => "trees" };
          }
        })(),
    );
    it("but not where metadata say that observations are views", () => {
      const create = () => {
        const env = new Reusing();
        env.metadata = { ...env.metadata, observationsAreViews: true };
        return env;
      };
      assert.deepEqual(checkEnv(create), []);
    });
  });

  finds(
    "an exception from a legal action",
    "exception",
    /Error: no ladder/,
    () =>
      new (class extends OrchardEnv {
        override duration(tree: number): number {
          if (tree === 3) throw new Error("no ladder");
          return super.duration(tree);
        }
      })(),
  );
});
