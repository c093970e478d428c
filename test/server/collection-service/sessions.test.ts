import assert from "node:assert/strict";
import { status } from "@grpc/grpc-js";
import { RejectionReason } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { SessionState } from "../../../proto/gen/cryogym/v1alpha1/session_service.js";
import { TargetStatus } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import { collectionServiceSuite } from "../../support/server-collection-suite.js";
import { ScriptedDriver, shotsOf, surveyedTargets } from "../../support/server-scripted-driver.js";

const { OK } = status;

describe("CollectionService", () => {
  const suite = collectionServiceSuite();

  it("runs a session in which each hole is exposed once and nothing is told of outcomes", async () => {
    const good = suite.driver();
    const made = await good.finish(await good.begin());
    await suite.assertEnds(good, OK);
    assert.equal(new Set(made.map(({ id }) => id)).size, 11);
    const holes = surveyedTargets().filter(({ level }) => level === 4);
    assert.deepEqual(
      made.map(({ targetId }) => targetId),
      holes.map(({ id }) => id),
    );
    const { state, exposures, results, good: goodCount } = await suite.server.describe(good.sessionKey);
    assert.deepEqual(
      { state, exposures, results, goodCount },
      {
        state: SessionState.FINISHED,
        exposures: 11,
        results: 0,
        goodCount: 0,
      },
    );
  });

  it("acknowledges everything before it ends the stream", async () => {
    for (let i = 0; i < 10; i++) {
      const good = suite.driver();
      await good.finish(await good.begin());
      await suite.assertEnds(good, OK);
      assert.equal(good.received.at(-1)!.ack, good.seq);
    }
  });

  it("numbers its messages from 1 without gaps", async () => {
    const good = suite.driver();
    await good.finish(await good.begin());
    await good.ended;
    const numbers = good.received.map(({ seq }) => seq).filter((seq) => seq !== 0);
    assert.deepEqual(
      numbers,
      numbers.map((_, i) => i + 1),
    );
  });

  it("tells what a directive is for and what it will take", async () => {
    const good = suite.driver();
    const directive = await good.begin();
    assert.equal(directive.id, `${good.sessionKey}-000001`);
    assert.equal(directive.kind?.$case, "loadGrid");
    assert.equal(directive.expectedSeconds, 120);
    assert.ok(directive.validForSeconds > 0);
    assert.match(directive.reason!.sentence, /holes left/);
    good.cancel();
  });

  it("takes a spent hole as the place where the stage stands", async () => {
    const good = suite.driver();
    const targets = surveyedTargets().map((target) =>
      target.id === "1.1.2.1" ? { ...target, status: TargetStatus.SPENT } : target,
    );
    const directive = await good.begin(targets, "1.1.2.1");
    assert.deepEqual(
      shotsOf(directive).map(({ targetId }) => targetId),
      ["1.1.2.2"],
    );
    good.cancel();
  });

  it("finishes at once when the survey found nothing, whatever the policy", async () => {
    for (const policy of ["raster", "index", "greedy", "random", "random-group"]) {
      for (const targets of [[], surveyedTargets().slice(0, 1)]) {
        const other = await suite.otherServer({ policy });
        const empty = new ScriptedDriver(other.collection, "empty");
        const directive = await empty.begin(targets);
        assert.equal(directive.kind?.$case, "finish", policy);
        empty.carryOut(directive);
        await suite.assertEnds(empty, OK);
        assert.equal((await other.describe("empty")).state, SessionState.FINISHED);
      }
    }
  });

  it("sends finish again when it came to nothing", async () => {
    const other = await suite.otherServer({ budgetMinutes: 5 });
    const tired = new ScriptedDriver(other.collection, "tired");
    const first = await tired.begin();
    assert.equal(first.kind?.$case, "finish");
    const { id: directiveId } = first;
    const { EXPIRED } = RejectionReason;
    tired.say({ $case: "directiveRejected", directiveRejected: { directiveId, reason: EXPIRED, detail: "late" } });
    const second = await tired.nextDirective();
    assert.equal(second.kind?.$case, "finish");
    assert.notEqual(second.id, first.id);
    tired.carryOut(second);
    await suite.assertEnds(tired, OK);
    assert.equal((await other.describe("tired")).state, SessionState.FINISHED);
  });
});
