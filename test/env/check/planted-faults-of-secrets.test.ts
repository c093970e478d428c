import assert from "node:assert/strict";
import { checkEnv } from "../../../env/check/check-env.js";
import type { ResetRequest } from "../../../env/core/env.js";
import type { RandomStream } from "../../../env/random/random-stream.js";
import { OrchardEnv, type OrchardObservation, TREE_COUNT } from "./orchard-env.js";
import { finds } from "./planting.js";

describe("checkEnv finds planted faults of order, secrets and memory", () => {
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
