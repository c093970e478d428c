import assert from "node:assert/strict";
import { FailureCategory, ShotState } from "../../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { CoreBench } from "../../../support/core-bench.js";
import { shotReport, shotsOf } from "../../../support/server-scripted-driver.js";

describe("results of a session", () => {
  let bench: CoreBench;
  let directiveId: string;
  let shots: string[];

  beforeEach(() => {
    bench = new CoreBench().begin();
    const directive = bench.atShots("1.1.1.1", "1.1.1.2");
    directiveId = directive.id;
    shots = shotsOf(directive).map(({ id }) => id);
  });

  afterEach(() => bench.assertRepeats());

  it("count once, whether they come early, in time or late", () => {
    const [first, second] = shots;
    assert.equal(bench.report(first!, 4), "early");
    assert.equal(bench.counts, "0/0/0");
    bench.carryOut();
    assert.equal(bench.counts, "2/1/1");
    assert.equal(bench.report(first!, 4), "duplicate");
    bench.decide({ kind: "acquire", holes: ["2.1.1.1"] });
    assert.equal(bench.report(second!, 9), "accepted");
    assert.equal(bench.counts, "2/2/1");
  });

  it("may be corrected upwards and downwards, by a higher revision alone", () => {
    const [first] = shots;
    bench.expose(directiveId, first!);
    assert.equal(bench.report(first!, 9, 3), "accepted");
    assert.equal(bench.counts, "1/1/0");
    assert.equal(bench.report(first!, 4, 3), "duplicate");
    assert.equal(bench.report(first!, 4, 2), "superseded");
    assert.equal(bench.counts, "1/1/0");
    assert.equal(bench.report(first!, 4, 4), "accepted");
    assert.equal(bench.counts, "1/1/1");
    assert.equal(bench.report(first!, 9, 5), "accepted");
    assert.equal(bench.counts, "1/1/0");
    const corrected = bench.core.events.all().flatMap((event) => (event.kind === "corrected" ? [event.good] : []));
    assert.deepEqual(corrected, [true, false]);
  });

  it("may be taken back, before and after their shot is done", () => {
    const [first, second] = shots;
    bench.expose(directiveId, first!);
    bench.report(first!, 4);
    assert.equal(bench.report(first!, null, 1), "accepted");
    assert.equal(bench.counts, "1/0/0");
    assert.equal(bench.core.events.all().at(-1)?.kind, "retracted");
    assert.equal(bench.report(first!, 4, 2), "accepted");
    assert.equal(bench.counts, "1/1/1");
    assert.equal(bench.report(second!, 4), "early");
    assert.equal(bench.report(second!, null, 1), "early");
    bench.expose(directiveId, second!);
    assert.equal(bench.counts, "2/1/1");
  });

  it("of a second source are kept apart", () => {
    const [first] = shots;
    bench.expose(directiveId, first!);
    assert.equal(bench.report(first!, 4), "accepted");
    assert.equal(bench.report(first!, 9, 7, "second opinion"), "superseded");
    assert.equal(bench.counts, "1/1/1");
  });

  it("of shots that nobody knows, or that were not made, change nothing", () => {
    const [first, second] = shots;
    bench.say(shotReport(directiveId, first!, ShotState.STARTED));
    bench.say(shotReport(directiveId, first!, ShotState.FAILED, 3));
    bench.say(shotReport(directiveId, second!, ShotState.DROPPED));
    const changes = bench.core.model.changes.length;
    assert.equal(bench.report("nobody's", 4), "unknownShot");
    assert.equal(bench.report(first!, 4), "notExposed");
    assert.equal(bench.report(second!, 4), "notExposed");
    assert.equal(bench.core.model.changes.length, changes);
    assert.equal(bench.counts, "0/0/0");
  });

  it("that came early for a shot that then came to nothing are forgotten", () => {
    const [first, second] = shots;
    bench.report(first!, 4);
    bench.report(second!, 4);
    bench.say(shotReport(directiveId, first!, ShotState.STARTED));
    const { TRANSIENT: category } = FailureCategory;
    bench.say({ $case: "directiveFailed", directiveFailed: { directiveId, category, detail: "", durationSeconds: 1 } });
    assert.equal(bench.counts, "0/0/0");
  });

  it("are learned from after the end, too", () => {
    bench.carryOut();
    bench.decide({ kind: "stop" });
    bench.carryOut();
    assert.equal(bench.core.state.name, "finished");
    assert.equal(bench.report(shots[0]!, 4), "accepted");
    assert.equal(bench.report(shots[0]!, 9, 1), "accepted");
    assert.equal(bench.counts, "2/1/0");
  });

  it("wake a session that waits for them", () => {
    bench.carryOut();
    bench.decide({ kind: "wait" });
    assert.equal(bench.core.state.name, "waiting");
    const { decisions } = bench.core.state;
    bench.report("nobody's", 4);
    assert.equal(bench.core.state.name, "waiting");
    bench.report(shots[0]!, 4);
    assert.deepEqual([bench.core.state.name, bench.core.state.decisions], ["deciding", decisions + 1]);
    // What it was asked before does not count any more.
    bench.decide({ kind: "stop" }, decisions);
    assert.equal(bench.core.state.name, "deciding");
    bench.decide({ kind: "wait" });
    bench.take({ kind: "woken", decision: decisions });
    assert.equal(bench.core.state.name, "waiting", "an older wait");
    bench.take({ kind: "woken", decision: decisions + 1 });
    assert.equal(bench.core.state.name, "deciding");
  });
});
