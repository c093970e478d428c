import assert from "node:assert/strict";
import {
  Capabilities,
  type Directive,
  FailureCategory,
  ShotState,
} from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { type Evidence, InstrumentError } from "../../../server/drivers/instrument.js";
import { DriverState } from "../../../server/drivers/library/driver-state.js";
import { type DriverBench, driverBench } from "../../support/server-drive.js";
import { RecordingInstrument } from "../../support/server-instrument.js";
import { surveyedTargets } from "../../support/server-scripted-driver.js";
import { acquireDirective, directive } from "../../support/server-scripted-server.js";
import { until } from "../../support/server-wait.js";

const { DONE, FAILED, UNKNOWN, DROPPED } = ShotState;
const load = directive("l", { $case: "loadGrid", loadGrid: { targetId: "1" } });
const square = directive("s", { $case: "goToSquare", goToSquare: { targetId: "1.1" } });
const survey = directive("v", { $case: "surveySquare", surveySquare: { targetId: "1.1" } });
const acquire = acquireDirective("a", "1.1.1", ["1.1.1.1", "1.1.1.2", "1.1.1.3"]);

describe("what was under way when a driver ended", () => {
  let bench: DriverBench;
  let instrument: RecordingInstrument;
  let driven: Promise<unknown>;

  beforeEach(async () => {
    bench = await driverBench();
    instrument = new RecordingInstrument();
  });

  afterEach(async () => {
    bench.server.send({ $case: "directive", directive: directive("end", { $case: "finish", finish: {} }) });
    const isOver = () =>
      bench.server.of("directiveCompleted").some((said) => said.directiveCompleted.directiveId === "end");
    await until("the session's end", isOver);
    bench.server.end();
    await driven.catch(() => {});
    assert.deepEqual(bench.server.violations, []);
    bench.close();
  });

  /** Leaves a state as a driver that was killed does, and starts another one. */
  function leave(under: Directive, more: (state: DriverState) => void = () => {}): void {
    const state = DriverState.open(bench.stateFile, "bench");
    state.commit(() => {
      state.targets.add(surveyedTargets());
      state.facts.set("surveyed", true);
      state.directives.begin(under, 0);
      more(state);
    });
    state.close();
    driven = bench.drive(instrument);
  }

  async function failed() {
    await bench.heard("directiveFailed");
    assert.equal(
      bench.server.hellos[0]!.directiveId,
      bench.server.of("directiveFailed")[0]!.directiveFailed.directiveId,
    );
    return bench.server.of("directiveFailed")[0]!.directiveFailed;
  }

  it("is told with where the stage stands if it was a move", async () => {
    instrument.place = "1.2";
    leave(square);
    const { category, detail } = await failed();
    assert.equal(category, FailureCategory.TRANSIENT);
    assert.match(detail, /started anew: the stage stands at '1\.2'/);
    assert.equal(bench.server.of("position")[0]!.position.targetId, "1.2");
    assert.deepEqual(instrument.calls, []);
  });

  it("is done if it was a load and that grid is loaded", async () => {
    instrument.place = "1";
    leave(load);
    await bench.heard("directiveCompleted");
    assert.deepEqual(instrument.calls, []);
  });

  it("needs an operator if it was a load and another grid, or none, is loaded", async () => {
    instrument.place = "2";
    leave(load);
    const { category, detail } = await failed();
    assert.equal(category, FailureCategory.HARDWARE);
    assert.match(detail, /'2' is loaded instead of '1'; an operator/);
  });

  it("is surveyed once more, and no third time", async () => {
    let surveys = 0;
    instrument.capabilities = Capabilities.fromPartial({ acquire: true, survey: true });
    const found = surveyedTargets().filter(({ parentId }) => parentId === "1.1");
    const surveyGrid = () => assert.fail("a grid's atlas");
    const surveySquare = async () => {
      surveys++;
      instrument.place = "1.1";
      return { durationSeconds: 90, targets: found };
    };
    Object.assign(instrument, { surveyGrid, surveySquare });
    leave(survey);
    await bench.heard("directiveCompleted");
    assert.equal(surveys, 1);
    assert.deepEqual(bench.server.of("surveyed")[0]!.surveyed, { parentId: "1.1", final: false });
    assert.deepEqual(bench.server.of("survey")[0]!.survey.targets.length, found.length);
  });

  it("is given up if it was surveyed twice", async () => {
    instrument.capabilities = Capabilities.fromPartial({ acquire: true, survey: true });
    const surveySquare = () => assert.fail("a third image");
    Object.assign(instrument, { surveyGrid: surveySquare, surveySquare });
    leave(survey, (state) => state.directives.repeat());
    assert.equal((await failed()).category, FailureCategory.TARGET_UNUSABLE);
  });

  it("leaves the microscope safe if it was the end", async () => {
    leave(directive("f", { $case: "finish", finish: {} }));
    await bench.heard("directiveCompleted");
    assert.deepEqual(instrument.names(), ["safeState"]);
  });

  const cases: [string, Evidence, ShotState, boolean][] = [
    ["was made, by its movie", "done", DONE, true],
    ["was not made: no movie, and the microscope idle", "absent", FAILED, true],
    ["can't be told of: the folder can't be reached", "unreachable", UNKNOWN, false],
  ];
  for (const [what, evidence, state, clean] of cases) {
    it(`exposes nothing again; a started shot ${what}`, async () => {
      instrument.evident = (id) => (id === "a-02" ? evidence : "done");
      leave(acquire, ({ directives }) => {
        for (const step of ["started", "done"] as const) directives.advance("a-01", step);
        directives.advance("a-02", "started");
      });
      assert.equal((await failed()).category, FailureCategory.TRANSIENT);
      assert.deepEqual(bench.server.shots(), [`a-02 ${state}`, `a-03 ${DROPPED}`]);
      assert.deepEqual(instrument.calls, []);
      bench.server.send({ $case: "reconcile", reconcile: { directiveId: "a" } });
      await bench.heard("reconciled");
      assert.equal(bench.server.of("reconciled")[0]!.reconciled.clean, clean);
    });
  }

  it("is unknown while the microscope is not idle for long", async () => {
    instrument.evident = () => "absent";
    instrument.isIdle = async () => false;
    const state = DriverState.open(bench.stateFile, "bench");
    state.commit(() => {
      state.facts.set("surveyed", true);
      state.directives.begin(acquire, 0);
      state.directives.advance("a-01", "started");
    });
    state.close();
    driven = bench.drive(instrument, { evidenceMostSeconds: 0.2 });
    await failed();
    assert.equal(bench.server.shots()[0], `a-01 ${UNKNOWN}`);
  });

  it("spends the target of a tilt series, whatever is found", async () => {
    const series = acquireDirective("a", "1.1.1", ["1.1.1.1"]);
    if (series.kind?.$case === "acquire") series.kind.acquire.tiltSeries = { tiltsDegrees: [0, 3] };
    instrument.evident = () => "done";
    leave(series, ({ directives }) => directives.advance("a-01", "started"));
    await failed();
    assert.deepEqual(bench.server.shots(), [`a-01 ${UNKNOWN}`]);
  });

  it("is done if all its shots were made", async () => {
    instrument.evident = () => "done";
    leave(acquire, ({ directives }) => {
      for (const id of ["a-01", "a-02"]) for (const step of ["started", "done"] as const) directives.advance(id, step);
      directives.advance("a-03", "started");
    });
    await bench.heard("directiveCompleted");
    assert.deepEqual(bench.server.shots(), [`a-03 ${DONE}`]);
  });

  it("has its optics looked at before the next directive", async () => {
    leave(square, ({ facts }) => facts.set("optics", { magnification: 81_000, spotSize: 6 }));
    await failed();
    bench.server.send({ $case: "directive", directive: { ...square, id: "t" } });
    await bench.heard("directiveFailed", 2);
    const { category, detail } = bench.server.of("directiveFailed")[1]!.directiveFailed;
    assert.equal(category, FailureCategory.HARDWARE);
    assert.match(detail, /the magnification is 130000 instead of 81000/);
    assert.deepEqual(instrument.calls, []);
  });

  it("is too late to begin if it was not begun", async () => {
    const state = DriverState.open(bench.stateFile, "bench");
    state.commit(() => {
      state.facts.set("surveyed", true);
      state.targets.add(surveyedTargets());
      const message = { $case: "directive" as const, directive: square };
      state.messages.take({ epoch: 1, seq: 1, ack: 0, message }, true);
    });
    state.close();
    driven = bench.drive(instrument);
    await bench.heard("directiveRejected");
    assert.match(bench.server.of("directiveRejected")[0]!.directiveRejected.detail, /started anew before it was begun/);
    // The server has sent it before, as number 1.
    bench.server.send({ $case: "cancel", cancel: { directiveId: "s" } });
    assert.deepEqual(instrument.calls, []);
  });

  it("is settled the same way when only an answer is lost", async () => {
    bench.server.options.directives.push(square, acquire);
    instrument.goToSquare = async () => {
      instrument.place = "1.1";
      throw new InstrumentError("the connection broke", false);
    };
    instrument.expose = async () => {
      throw new InstrumentError("the connection broke", false);
    };
    instrument.evident = () => "done";
    driven = bench.drive(instrument);
    const { category, detail } = await failed().catch(() => bench.server.of("directiveFailed")[0]!.directiveFailed);
    assert.equal(category, FailureCategory.TRANSIENT);
    assert.match(detail, /the connection broke: the stage stands at '1\.1'/);
    await bench.heard("directiveFailed", 2);
    assert.deepEqual(bench.server.shots().slice(1), [`a-01 ${DONE}`, `a-02 ${DROPPED}`, `a-03 ${DROPPED}`]);
  });
});
