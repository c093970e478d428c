import assert from "node:assert/strict";
import fc from "fast-check";
import type { OperatorCommand } from "../../../../server/collection/core/core-input.js";
import { modes } from "../../../../server/collection/machine/collection-state.js";
import { ProtocolError } from "../../../../server/collection/protocol-error.js";
import type { PlainGoal } from "../../../../server/policy/decision-record.js";
import { CoreBench } from "../../../support/core-bench.js";
import type { Said } from "../../../support/server-scripted-driver.js";

/** Something that is tried on a session; what can't be is refused. */
type Try = (bench: CoreBench) => void;

const targetId = fc.constantFrom("", "1", "1.1", "1.1.1", "1.1.1.1", "1.1.2.1", "1.2.1.2", "2", "2.1.1.4", "9");
const number = fc.nat(5);
const haltId = fc.constantFrom("", "halt-1", "halt-2");

const goal: fc.Arbitrary<PlainGoal> = fc.oneof(
  fc.constant({ kind: "wait" } as const),
  fc.constant({ kind: "stop" } as const),
  targetId.map((target) => ({ kind: "survey", target }) as const),
  targetId.map((hole) => ({ kind: "acquire", holes: [hole] }) as const),
  fc.constant({ kind: "acquire", holes: ["1.1.1.1", "1.1.1.2"] } as const),
);

/** About the directive in flight, or another one. */
const news: fc.Arbitrary<(directiveId: string) => Said> = fc
  .record({ kind: fc.nat(6), state: fc.nat(6), number, clean: fc.boolean() })
  .map(({ kind, state, number: n, clean }) => (directiveId: string): Said => {
    const detail = "d";
    switch (kind) {
      case 0:
        return { $case: "directiveAcknowledged", directiveAcknowledged: { directiveId } };
      case 1:
        return { $case: "directiveRejected", directiveRejected: { directiveId, reason: state, detail } };
      case 2:
        return { $case: "directiveFailed", directiveFailed: { directiveId, category: n, detail, durationSeconds: 5 } };
      case 3:
        return { $case: "shot", shot: { directiveId, shotId: `${directiveId}-0${n}`, state, durationSeconds: 5 } };
      case 4:
        return { $case: "reconciled", reconciled: { directiveId, clean, detail } };
      case 5:
        return { $case: "halted", halted: { directiveId, haltId: clean ? "" : "scope" } };
      default:
        return { $case: "directiveCompleted", directiveCompleted: { directiveId, durationSeconds: 5, phases: [] } };
    }
  });

const does = (weight: number, arbitrary: fc.Arbitrary<Try>) => ({ weight, arbitrary });
const says = (weight: number, said: fc.Arbitrary<Said>) =>
  does(
    weight,
    said.map(
      (message): Try =>
        (bench) =>
          void bench.say(message),
    ),
  );
const operates = (weight: number, command: fc.Arbitrary<OperatorCommand>) =>
  does(
    weight,
    command.map(
      (one): Try =>
        (bench) =>
          void bench.operate(one),
    ),
  );

const decisions = fc.tuple(goal, fc.constantFrom(undefined, undefined, undefined, 1));
const results = fc.tuple(number, number, fc.constantFrom(4, 9, null));
const wishes = fc.constantFrom("next" as const, "force" as const, "skip" as const);

const tries: fc.Arbitrary<Try> = fc.oneof(
  does(
    9,
    decisions.map(
      ([wanted, n]): Try =>
        (bench) =>
          void bench.decide(wanted, n),
    ),
  ),
  does(
    8,
    fc.constant((bench) => {
      if (bench.core.directiveInFlight !== undefined) bench.carryOut();
    }),
  ),
  does(
    4,
    news.map(
      (about): Try =>
        (bench) =>
          void bench.say(about(bench.core.directiveInFlight ?? "none")),
    ),
  ),
  does(
    3,
    results.map(
      ([n, revision, ctf]): Try =>
        (bench) =>
          void bench.report(`hand-${n}`, ctf, revision),
    ),
  ),
  does(
    1,
    fc.boolean().map(
      (knows): Try =>
        (bench) =>
          bench.hello(knows ? bench.core.directiveInFlight : ""),
    ),
  ),
  does(
    1,
    number.map(
      (decision): Try =>
        (bench) =>
          void bench.take({ kind: "woken", decision }),
    ),
  ),
  says(
    3,
    fc.tuple(targetId, number).map(([id, n]) => {
      return {
        $case: "undirectedExposure",
        undirectedExposure: { targetId: id, shotId: `hand-${n}`, durationSeconds: 60 },
      };
    }),
  ),
  says(
    2,
    number.map((kind) => ({ $case: "busy", busy: { kind, expectedSeconds: 9 } })),
  ),
  says(
    2,
    number.map((kind) => ({ $case: "ready", ready: { kind } })),
  ),
  says(1, fc.constant({ $case: "fault", fault: { id: "f", detail: "" } })),
  says(2, fc.constant({ $case: "faultCleared", faultCleared: { id: "f" } })),
  says(
    1,
    targetId.map((id) => ({ $case: "targetWithdrawn", targetWithdrawn: { targetId: id, detail: "" } })),
  ),
  says(
    1,
    targetId.map((parentId) => ({ $case: "surveyed", surveyed: { parentId, final: true } })),
  ),
  says(
    1,
    haltId.map((id) => ({ $case: "resumed", resumed: { haltId: id } })),
  ),
  operates(2, fc.constantFrom({ command: "halt", reason: "" }, { command: "pause", reason: "" })),
  operates(
    3,
    haltId.map((id) => ({ command: "resume", haltId: id })),
  ),
  operates(
    3,
    fc.constantFrom(...modes).map((mode) => ({ command: "setMode", mode })),
  ),
  operates(
    3,
    fc.tuple(fc.constantFrom("approve", "approve", "reject"), number).map(([command, n]) => ({ command, number: n })),
  ),
  operates(
    1,
    fc.tuple(number, targetId).map(([n, id]) => ({ command: "amend", number: n, targets: [id] })),
  ),
  operates(
    2,
    fc.tuple(targetId, wishes).map(([target, wish]) => ({ command: "wish", target, wish })),
  ),
  operates(
    1,
    fc.tuple(targetId, number).map(([target, n]) => {
      return { command: "gridGoal", target, leastGood: n, mostExposures: n, deadlineSeconds: 500 * n };
    }),
  ),
);

describe("a session's core, whatever comes in", () => {
  it("refuses what can't be and is then as it was; the same inputs make the same session, from a snapshot too", function () {
    this.timeout(60_000);
    const saved = (bench: CoreBench) => JSON.stringify(bench.core.save());
    const states = new Set<string>();
    fc.assert(
      fc.property(fc.constantFrom(...modes), fc.array(tries, { maxLength: 60, size: "max" }), (mode, todo) => {
        const bench = new CoreBench({ mode, budgetMinutes: 90 }).begin();
        for (const one of todo) {
          const inputs = bench.inputs.length;
          const before = saved(bench);
          try {
            one(bench);
          } catch (error) {
            assert.ok(error instanceof ProtocolError, (error as Error).stack);
            assert.notEqual(error.message, "");
            // What was taken in before the refusal stays.
            if (bench.inputs.length === inputs) assert.equal(saved(bench), before);
          }
          states.add(bench.core.state.name);
          const { exposedCount, resultCount, goodCount } = bench.core.model.session;
          assert.ok(goodCount[0]! <= resultCount[0]! && resultCount[0]! <= exposedCount[0]!);
        }
        bench.assertRepeats();
      }),
      { seed: 20_210_305, numRuns: 150 },
    );
    for (const name of ["held", "watching", "proposed", "waiting", "directed", "halted", "finished"]) {
      assert.ok(states.has(name), `no session was ever ${name}`);
    }
  });
});
