import type { ResetRequest } from "../../../env/core/env.js";
import { LIFT, OrchardEnv } from "./orchard-env.js";
import { answering, finds } from "./planting.js";

/** Shared by environments of a fault. */
let shared = 0;

describe("checkEnv finds planted faults of time, ending and chance", () => {
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
});
