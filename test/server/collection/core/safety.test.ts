import assert from "node:assert/strict";
import {
  Inventory,
  OpticalState,
  ShotState,
  SlotOccupancy,
} from "../../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { defaultSafety } from "../../../../server/collection/core/session-safety.js";
import { stateForOperators } from "../../../../server/collection/core/shown-state.js";
import { type Limits, limitsSchema } from "../../../../server/safety/limits.js";
import { CoreBench, type CoreBenchOptions } from "../../../support/core-bench.js";
import { type Said, shotReport, shotsOf } from "../../../support/server-scripted-driver.js";

function limited(limits: Partial<Limits>, options: CoreBenchOptions = {}): CoreBench {
  const bench = new CoreBench(options);
  bench.take({ kind: "safety", settings: { ...defaultSafety, limits: limitsSchema.parse(limits) } });
  return bench.begin();
}

function inventory(...grids: readonly string[]): Said {
  const slots = grids.map((targetId, i) => ({ number: i + 1, occupancy: SlotOccupancy.OCCUPIED, targetId }));
  return { $case: "inventory", inventory: Inventory.fromPartial({ slots }) };
}

describe("a directive that breaks a limit", () => {
  it("is not sent: the session is held, and operators are told which rule it is", () => {
    const bench = limited({ forbidden_squares: ["1.1"] });
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    bench.carryOut();
    assert.equal(bench.core.state.name, "held");
    assert.equal(bench.core.directiveInFlight, undefined);
    const [hold] = bench.core.state.holds;
    assert.equal(hold?.kind, "safety");
    assert.match(hold!.text, /^forbidden_squares: /);
    assert.ok(bench.alerts.includes("limit_broken"));
    assert.equal(bench.sent.filter((kind) => kind === "directive").length, 1);
    bench.assertRepeats();
  });

  it("is looked for again after a resume, and in what an operator wishes for or approves", () => {
    const bench = limited({ forbidden_squares: ["1.1"] });
    for (let time = 0; time < 2; time++) {
      bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
      if (time === 0) bench.carryOut();
      assert.equal(bench.core.state.name, "held");
      bench.operate({ command: "resume", haltId: "" });
      assert.equal(bench.core.state.name, "deciding");
    }
    bench.operate({ command: "wish", target: "1.1.1.1", wish: "next" });
    bench.decide({ kind: "wait" });
    assert.equal(bench.core.state.name, "held");
    const advising = limited({ allowed_slots: [2] }, { mode: "advise" });
    advising.say(inventory("1", "2"));
    advising.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    advising.operate({ command: "approve", number: 1 });
    assert.match(advising.core.state.holds[0]!.text, /^allowed_slots: /);
  });

  it("is one by the limits that hold now", () => {
    const bench = limited({ total_hours: 0.01 });
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    assert.match(bench.core.state.holds[0]!.text, /^total_hours: /);
    bench.take({ kind: "safety", settings: defaultSafety });
    bench.operate({ command: "resume", haltId: "" });
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    assert.equal(bench.asked, "loadGrid 1");
  });
});

describe("an alarm of a guard", () => {
  const closed: Said = {
    $case: "opticalState",
    opticalState: OpticalState.fromPartial({ magnification: 130_000, spotSize: 6, columnValvesOpen: false }),
  };

  it("that pauses lets the directive under way end, and nothing follow", () => {
    const bench = new CoreBench().begin();
    const { id } = bench.atShots("1.1.1.1", "1.1.1.2");
    bench.say(closed);
    bench.say(shotReport(id, shotsOf(bench.directive)[0]!.id, ShotState.STARTED));
    bench.say(shotReport(id, shotsOf(bench.directive)[0]!.id, ShotState.DONE));
    assert.ok(bench.alerts.includes("column_valves_closed"));
    assert.equal(bench.sent.at(-1), "pause");
    bench.expose(id, shotsOf(bench.directive)[1]!.id);
    bench.say({
      $case: "directiveCompleted",
      directiveCompleted: { directiveId: id, durationSeconds: 60, phases: [] },
    });
    assert.equal(bench.core.state.name, "held");
    assert.deepEqual(
      bench.core.state.holds.map(({ kind, id: code }) => [kind, code]),
      [["guard", "column_valves_closed"]],
    );
    bench.operate({ command: "resume", haltId: "" });
    assert.equal(bench.core.state.name, "deciding");
    bench.assertRepeats();
  });

  it("that pauses is a pause to operators, where nothing is under way at once", () => {
    const bench = new CoreBench({ mode: "advise" }).begin();
    bench.decide({ kind: "acquire", holes: ["1.1.1.1"] });
    bench.say(closed);
    bench.say({
      $case: "undirectedExposure",
      undirectedExposure: { targetId: "1.1.1.1", shotId: "by-hand", durationSeconds: 60 },
    });
    assert.equal(bench.core.state.name, "proposed");
    assert.equal(stateForOperators(bench.core.state), "held");
    const said = bench.core.events.all().filter((event) => event.kind === "stateChanged");
    assert.equal(said.at(-1)?.state, "held");
  });
});

describe("a cassette that was changed", () => {
  it("has the loaded grid looked at afresh before the next exposure, where the driver can", () => {
    const bench = new CoreBench({ capabilities: { survey: true } });
    bench.begin();
    bench.say(inventory("1", "2"));
    bench.atShots("1.1.1.1");
    bench.carryOut();
    bench.say(inventory("2", "1"));
    bench.decide({ kind: "acquire", holes: ["1.1.1.2"] });
    assert.equal(bench.asked, "surveyGrid 1");
    bench.say({
      $case: "imageTaken",
      imageTaken: { kind: 1, targetId: "1", meanCounts: 9, tile: Buffer.alloc(0), correlationWithAtlas: 0.9 },
    });
    bench.carryOut();
    assert.equal(bench.core.state.name, "deciding", "the stage is elsewhere now");
    bench.decide({ kind: "acquire", holes: ["1.1.1.2"] });
    assert.deepEqual(bench.carryAllOut(), ["goToSquare 1.1", "goToGroup 1.1.1", "acquire 1.1.1.2"]);
    bench.say(inventory("1", "2"));
    bench.decide({ kind: "acquire", holes: ["1.1.1.3"] });
    assert.equal(bench.asked, "surveyGrid 1", "another doubt, another look");
    bench.assertRepeats();
  });

  it("needs an operator where a fresh look does not settle it, or the driver can't look", () => {
    for (const survey of [true, false]) {
      const bench = new CoreBench({ capabilities: { survey } });
      bench.begin();
      bench.say(inventory("1", "2"));
      bench.atShots("1.1.1.1");
      bench.carryOut();
      bench.say(inventory("2", "1"));
      bench.decide({ kind: "acquire", holes: ["1.1.1.2"] });
      if (survey) {
        bench.carryOut();
        bench.decide({ kind: "acquire", holes: ["1.1.1.2"] });
        while (bench.core.state.name === "directed") bench.carryOut();
      }
      assert.equal(bench.core.state.name, "held");
      assert.match(bench.core.state.holds[0]!.text, /fresh low-magnification tile of '1'/);
      bench.operate({ command: "resume", haltId: "" });
      bench.decide({ kind: "acquire", holes: ["1.1.1.2"] });
      assert.equal(bench.carryAllOut().at(-1), "acquire 1.1.1.2", "who resumes has looked");
      for (let at = 0; at < bench.inputs.length; at++) bench.assertRepeats(at);
    }
  });
});
