import type { ResetRequest } from "../../../env/core/env.js";
import { Box } from "../../../env/spaces/box.js";
import { Dict } from "../../../env/spaces/dict.js";
import { MultiBinary } from "../../../env/spaces/multi-binary.js";
import { LIFT, OrchardEnv, type OrchardObservation, TREE_COUNT } from "./orchard-env.js";
import { answering, finds, showing } from "./planting.js";

describe("checkEnv finds planted faults of what is said and allowed", () => {
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
});
