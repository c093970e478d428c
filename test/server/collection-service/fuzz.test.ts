import assert from "node:assert/strict";
import { type ServiceError, status } from "@grpc/grpc-js";
import fc from "fast-check";
import type { FailureCategory, RejectionReason } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { startTestServer, type TestServer } from "../../support/server-in-process.js";
import { instrumentsFor } from "../../support/server-options.js";
import {
  completed,
  position,
  type Said,
  ScriptedDriver,
  shotReport,
  survey,
  surveyComplete,
  surveyedTargets,
} from "../../support/server-scripted-driver.js";

const { FAILED_PRECONDITION, INVALID_ARGUMENT, OK } = status;

describe("CollectionService", () => {
  describe("whatever a driver says", () => {
    const seconds = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(0, 60, 240) },
      { weight: 1, arbitrary: fc.double() },
    );
    const number = fc.integer({ min: 0, max: 6 });
    const targetId = fc.constantFrom("", "1", "1.1", "1.1.1", "1.1.1.1", "2.1.1.4", "9");
    const flaw = <T>(name: string, value: fc.Arbitrary<T>) => value.map((given) => ({ [name]: given }));

    /** Fields of the envelope that are put wrong. */
    const envelope = fc.oneof(
      { weight: 8, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: flaw("seq", fc.nat(30)) },
      { weight: 1, arbitrary: flaw("ack", fc.nat(30)) },
      { weight: 1, arbitrary: flaw("epoch", fc.nat(3)) },
      { weight: 1, arbitrary: flaw("instrumentSeconds", fc.double()) },
    );

    /** A message about the n-th directive of a session. */
    const said: fc.Arbitrary<(sessionKey: string) => Said | undefined> = fc
      .record({ number, second: number, seconds, targetId, kind: fc.nat(16), state: fc.nat(6), category: fc.nat(5) })
      .map((draw) => (sessionKey): Said | undefined => {
        const directiveId = `${sessionKey}-00000${draw.number}`;
        const category: FailureCategory = draw.category;
        const durationSeconds = draw.seconds;
        switch (draw.kind) {
          case 0:
            return survey(surveyedTargets().slice(draw.number, draw.number + draw.second));
          case 1:
            return surveyComplete();
          case 2:
            return position(draw.targetId);
          case 3:
            return { $case: "directiveAcknowledged", directiveAcknowledged: { directiveId } };
          case 4: {
            const reason: RejectionReason = draw.state;
            return { $case: "directiveRejected", directiveRejected: { directiveId, reason, detail: "" } };
          }
          case 5:
            return shotReport(directiveId, `${directiveId}-0${draw.second}`, draw.state, draw.seconds);
          case 6:
            return completed(directiveId, draw.seconds);
          case 7:
            return {
              $case: "directiveFailed",
              directiveFailed: { directiveId, category, detail: "", durationSeconds },
            };
          case 8:
            return { $case: "halted", halted: { directiveId, haltId: draw.number < 3 ? "" : "halt-1" } };
          case 9:
            return { $case: "resumed", resumed: { haltId: draw.number < 3 ? "" : "halt-1" } };
          case 10:
            return { $case: "surveyed", surveyed: { parentId: draw.targetId, final: draw.number < 3 } };
          case 11:
            return { $case: "reconciled", reconciled: { directiveId, clean: draw.number < 3, detail: "" } };
          case 12:
            return { $case: "targetWithdrawn", targetWithdrawn: { targetId: draw.targetId, detail: "" } };
          case 13: {
            const { targetId } = draw;
            const shotId = `by-hand-${draw.number}`;
            return { $case: "undirectedExposure", undirectedExposure: { targetId, shotId, durationSeconds } };
          }
          case 14:
            return { $case: "busy", busy: { kind: draw.state, expectedSeconds: draw.seconds } };
          case 15:
            return { $case: "ready", ready: { kind: draw.state } };
          default:
            return undefined;
        }
      });

    const step = fc.oneof(
      { weight: 12, arbitrary: fc.constant({ do: "well" } as const) },
      { weight: 6, arbitrary: fc.record({ do: fc.constant("say" as const), said, envelope }) },
      { weight: 1, arbitrary: fc.constant({ do: "reconnect" } as const) },
      { weight: 1, arbitrary: fc.constant({ do: "halt" } as const) },
      { weight: 2, arbitrary: fc.constant({ do: "resume" } as const) },
      {
        weight: 2,
        arbitrary: fc.record({ do: fc.constant("report" as const), number, second: number, revision: fc.nat(1) }),
      },
    );

    /** What can't be now is refused, and nothing else. */
    const refused = (error: ServiceError) => assert.equal(error.code, FAILED_PRECONDITION, error.message);

    const policies = ["raster", "index", "greedy", "random"];
    let servers: TestServer[];

    before(async () => {
      servers = await Promise.all(
        policies.map((policy) => startTestServer({ policy, budgetMinutes: 60, instruments: instrumentsFor(500) })),
      );
    });

    after(() => {
      for (const one of servers) void one.close();
    });

    it("answers with a status that says what was expected, and goes on serving others", async function () {
      this.timeout(60_000);
      const ends = new Map<string, number>();
      let runs = 0;
      const steps = fc.array(step, { minLength: 1, maxLength: 25 });
      await fc.assert(
        fc.asyncProperty(fc.nat(policies.length - 1), fc.boolean(), steps, async (which, begins, todo) => {
          const { collection, report, halt, resume, describe } = servers[which]!;
          const key = `fuzz-${++runs}`;
          let at = new ScriptedDriver(collection, key);
          await at.hello();
          try {
            if (begins) await at.begin();
            for (const one of todo) {
              if (one.do === "well") {
                if (at.directive !== undefined) at.carryOut(at.directive);
                await at.heard();
              } else if (one.do === "say") {
                at.say(one.said(key), one.envelope);
                // A wrong number is answered too: with the acknowledgement of the last one taken in.
                const before = at.received.length;
                await at.response("answer", () => at.received.length > before);
              } else if (one.do === "reconnect") {
                at = new ScriptedDriver(collection, key, at);
                at.seq = await at.hello();
              } else if (one.do === "halt") {
                await halt(key, "fuzz").catch(refused);
              } else if (one.do === "resume") {
                await resume(key, (await describe(key)).haltId).catch(refused);
              } else {
                const shotId = `${key}-00000${one.number}-0${one.second}`;
                const outcome = { shotId, revision: one.revision, ctfResolutionAngstrom: 4 };
                await report({ sessionKey: key, source: "fuzz", outcomes: [outcome] });
              }
            }
          } catch (error) {
            assert.match((error as Error).message, /the stream ended with/);
          }
          at.end();
          const { code, details } = await at.ended;
          ends.set(status[code], (ends.get(status[code]) ?? 0) + 1);
          assert.ok([OK, FAILED_PRECONDITION, INVALID_ARGUMENT].includes(code), `${status[code]}: ${details}`);
          if (code !== OK) assert.notEqual(details, "");
          const { exposures, results, good, clockSeconds } = await describe(key);
          assert.ok(good <= results && results <= exposures && clockSeconds >= 0);
        }),
        { numRuns: 250, seed: 20_210_302 },
      );
      assert.ok(ends.size === 3, `streams ended only with ${[...ends.keys()]}`);
      for (const one of servers) {
        const after = new ScriptedDriver(one.collection, "after");
        const made = await after.finish(await after.begin());
        assert.ok(made.length > 0);
        assert.equal((await after.ended).code, OK);
      }
    });
  });
});
