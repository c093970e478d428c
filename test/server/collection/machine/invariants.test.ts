import assert from "node:assert/strict";
import fc from "fast-check";
import type { CollectionEvent } from "../../../../server/collection/machine/collection-event.js";
import { type Mode, modes, type StateName } from "../../../../server/collection/machine/collection-state.js";
import { type Step, walks } from "../../../support/machine-walk.js";

/** Checks every step of random sessions. */
function assertAlways(
  holds: (step: Step) => void,
  allowed?: (event: CollectionEvent) => boolean,
  startModes?: readonly Mode[],
): void {
  fc.assert(
    fc.property(walks(120, allowed, startModes), (steps) => {
      for (const step of steps) holds(step);
    }),
    { seed: 20_210_303, numRuns: 400 },
  );
}

const latched: readonly StateName[] = ["halting", "halted"];
const underHalt: readonly StateName[] = [...latched, "resuming"];

/** Whether a step gives the driver something to do. */
function directs({ effects }: Step): boolean {
  return effects.some(({ kind }) => kind === "direct" || kind === "finish");
}

describe("a session, whatever happens", () => {
  it("never rests where something is made out", () => {
    assertAlways(({ after }) => assert.ok(after.name !== "free" && after.name !== "preparing", after.name));
  });

  it("gives no directive while something holds it, while it is halted, or where it only looks on", () => {
    assertAlways((step) => {
      if (!directs(step)) return;
      const { name, holds, halt, mode } = step.after;
      assert.ok(name === "directed" || name === "finishing", name);
      assert.deepEqual([holds, halt], [[], null]);
      assert.ok(mode === "advise" || mode === "autonomous", mode);
    });
  });

  it("has one directive in flight at a time", () => {
    assertAlways((step) => {
      const given = step.effects.filter(({ kind }) => kind === "direct" || kind === "finish");
      assert.ok(given.length <= 1);
      if (given.length === 1 && step.before.directive !== null) {
        const ends: readonly string[] = ["completed", "rejected", "failed", "reconciled", "resumed"];
        assert.ok(ends.includes(step.event.kind), step.event.kind);
      }
      const { name, directive } = step.after;
      const mayHaveOne = name === "directed" || name === "finishing" || underHalt.includes(name);
      assert.ok(directive === null ? name !== "directed" && name !== "finishing" : mayHaveOne, name);
    });
  });

  it("uses no id and no number twice", () => {
    fc.assert(
      fc.property(walks(120), (steps) => {
        const ids = steps.flatMap(({ effects }) =>
          effects.flatMap((effect) => {
            if (effect.kind === "direct" || effect.kind === "finish") return [effect.directiveId];
            if (effect.kind === "sendHalt") return [effect.haltId];
            return effect.kind === "decide" ? [`decision ${effect.number}`] : [];
          }),
        );
        const proposals = steps.flatMap(({ effects, after }) =>
          effects.some(({ kind }) => kind === "propose") ? [`proposal ${after.proposal!.number}`] : [],
        );
        const all = [...ids, ...proposals];
        assert.equal(new Set(all).size, all.length);
      }),
      { seed: 20_210_304, numRuns: 400 },
    );
  });

  it("stays halted until it is resumed by the halt's id and the driver obeys", () => {
    assertAlways(({ before, event, after }) => {
      if (before.halt === null) return;
      if (event.kind === "abandon") {
        assert.deepEqual([after.name, after.halt], ["finished", null]);
        return;
      }
      if (latched.includes(before.name)) {
        const ends = event.kind === "resume" && event.haltId === before.halt.id;
        assert.ok(latched.includes(after.name) !== ends, `${event.kind} leads to ${after.name}`);
      }
      if (after.halt !== null) return;
      assert.deepEqual([before.name, event.kind], ["resuming", "resumed"]);
    });
  });

  it("remembers a halt as long as it is under one, and no longer", () => {
    assertAlways(({ after }) => assert.equal(after.halt !== null, underHalt.includes(after.name)));
  });

  it("gives nothing while the driver may still be halted", () => {
    assertAlways((step) => {
      if (step.after.halt !== null) assert.ok(!directs(step));
    });
  });

  it("has a proposal as long as one waits for approval, and no longer", () => {
    assertAlways(({ after }) => assert.equal(after.proposal !== null, after.name === "proposed"));
  });

  it("does nothing in advise that nobody has approved or wished for", () => {
    const byItself = ({ kind }: CollectionEvent) => !["approved", "amended", "wish", "setMode"].includes(kind);
    assertAlways((step) => assert.ok(!directs(step)), byItself, ["advise"]);
  });

  it("decides nothing in observe", () => {
    const stays = ({ kind }: CollectionEvent) => kind !== "setMode";
    assertAlways(({ effects }) => assert.ok(!effects.some(({ kind }) => kind === "decide")), stays, ["observe"]);
  });

  it("is in a tighter mode at once, in a looser one as soon as nothing is in flight", () => {
    assertAlways(({ before, event, after }) => {
      if (after.wantedMode !== null) {
        assert.ok(after.name === "directed" || underHalt.includes(after.name), after.name);
        assert.ok(modes.indexOf(after.wantedMode) >= modes.indexOf(after.mode));
      }
      if (event.kind !== "setMode") return;
      const isTighter = modes.indexOf(event.mode) < modes.indexOf(before.mode);
      if (isTighter || before.name !== "directed") assert.equal(after.mode, event.mode);
      else assert.deepEqual([after.mode, after.wantedMode], [before.mode, event.mode]);
    });
  });

  it("is over for good", () => {
    assertAlways(({ before, after, effects }) => {
      if (before.name !== "finished") return;
      assert.deepEqual(after, before);
      assert.deepEqual(effects, []);
    });
  });
});
