import assert from "node:assert/strict";
import fc from "fast-check";
import type { CollectionEvent } from "../../../../server/collection/machine/collection-event.js";
import { initialState, stateNames } from "../../../../server/collection/machine/collection-state.js";
import { type Rule, rules } from "../../../../server/collection/machine/rules.js";
import { NoRule, takes, transition } from "../../../../server/collection/machine/transition.js";
import { walks } from "../../../support/machine-walk.js";

const runs = { seed: 20_210_302, numRuns: 1500 };

function shown({ from, on, when, to }: Rule): string {
  return `${from.join("|")} --${on}${when === undefined ? "" : ` [${when}]`}--> ${to ?? "stays"}`;
}

describe("rules of the session", () => {
  it("all apply at some time, in sessions in which anything may happen", () => {
    const unlucky = ({ kind }: CollectionEvent) => !["completed", "halt", "halted", "setMode", "held"].includes(kind);
    const sessions = [...fc.sample(walks(), runs), ...fc.sample(walks(150, unlucky, ["autonomous"]), runs)];
    const reached = new Set(sessions.flatMap((steps) => steps.flatMap((step) => step.rules)));
    assert.deepEqual(rules.filter((rule) => !reached.has(rule)).map(shown), []);
  });

  it("have a place for whatever may come", () => {
    // A walk throws NoRule where an event has none.
    fc.assert(
      fc.property(walks(), (steps) => steps.length > 0),
      runs,
    );
  });

  it("lead on from every state but finished, and from each to finished", () => {
    const next = new Map(stateNames.map((name) => [name, new Set<string>()]));
    for (const { from, to } of rules) for (const name of from) if (to !== undefined) next.get(name)!.add(to);
    for (const name of stateNames) {
      const elsewhere = [...next.get(name)!].filter((other) => other !== name);
      assert.equal(elsewhere.length > 0, name !== "finished", name);
      const seen = new Set<string>([name]);
      for (const at of seen) for (const other of next.get(at as typeof name)!) seen.add(other);
      assert.ok(seen.has("finished"), `${name} never leads to finished`);
    }
  });

  it("say for `free` what is next whatever the session is like", () => {
    const last = rules.filter(({ on }) => on === "always").at(-1)!;
    assert.deepEqual([last.from, last.when], [["free"], undefined]);
  });

  it("have no place for what can't come", () => {
    const fresh = initialState("autonomous");
    assert.throws(() => transition(fresh, { kind: "completed" }), NoRule);
    assert.equal(takes(fresh, { kind: "approved" }), false);
    assert.equal(takes(fresh, { kind: "surveyed" }), true);
  });
});
