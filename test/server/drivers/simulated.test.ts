import assert from "node:assert/strict";
import { join } from "node:path";
import { FailureCategory, ShotState } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Instrument } from "../../../server/drivers/instrument.js";
import { driverKinds } from "../../../server/drivers/kinds/index.js";
import { readCommandLog } from "../../../server/microscope/command-log.js";
import { readLedger } from "../../../server/microscope/ledger.js";
import { MicroscopeClient } from "../../../server/microscope/microscope-client.js";
import { type DriverBench, driverBench } from "../../support/server-drive.js";
import {
  startTestMicroscope,
  type TestMicroscope,
  type TestMicroscopeOptions,
} from "../../support/server-microscope.js";
import { acquireDirective, directive } from "../../support/server-scripted-server.js";
import { until } from "../../support/server-wait.js";
import { smallWorld } from "../../support/small-worlds.js";

const to = (targetId: string) => ({ targetId });
const load = directive("l", { $case: "loadGrid", loadGrid: to("1") });
const square = directive("s", { $case: "goToSquare", goToSquare: to("1.1") });
const group = directive("g", { $case: "goToGroup", goToGroup: to("1.1.1") });
const acquire = acquireDirective("a", "1.1.1", ["1.1.1.1", "1.1.1.2", "1.1.1.3"]);
const finish = directive("end", { $case: "finish", finish: {} });
const { DONE, FAILED, DROPPED } = ShotState;

describe("a driver of the simulated microscope", () => {
  let microscope: TestMicroscope;
  let bench: DriverBench;
  let instrument: Instrument;

  async function start(options: TestMicroscopeOptions = {}, more: object = {}): Promise<void> {
    microscope = await startTestMicroscope(smallWorld(), undefined, options);
    bench = await driverBench();
    const kind = driverKinds.get("simulated");
    const movies = join(microscope.folder, "movies");
    instrument = await kind.connect(kind.options.parse({ port: microscope.port, movies, ...more }));
  }

  afterEach(() => {
    instrument.close();
    bench.close();
    microscope.close();
  });

  /** Runs a session of these directives and a finish. */
  async function run(directives: (typeof finish)[]): Promise<void> {
    bench.server.options.directives.push(...directives, finish);
    const driven = bench.drive(instrument);
    await until("the end", () =>
      bench.server.of("directiveCompleted").some((said) => said.directiveCompleted.directiveId === "end"),
    );
    bench.server.end();
    assert.equal(await driven, "finished");
    assert.deepEqual(bench.server.violations, []);
  }

  const firstFailure = () => bench.server.of("directiveFailed")[0]!.directiveFailed;

  it("tells of cassette, optics and phases", async () => {
    await start();
    await run([load, square, group, acquire]);
    const [inventory] = bench.server.of("inventory");
    assert.deepEqual(
      inventory!.inventory.slots.map(({ number, targetId, occupancy }) => [number, targetId, occupancy]),
      [
        [1, "1", 1],
        [2, "2", 1],
      ],
    );
    assert.equal(bench.server.of("opticalState")[0]!.opticalState.columnValvesOpen, true);
    const names = bench.server
      .of("directiveCompleted")
      .map((said) => said.directiveCompleted.phases.map(({ name }) => name));
    assert.deepEqual(names, [["load"], ["stage_move"], ["stage_move"], ["exposure", "exposure", "exposure"], []]);
    for (const { directiveCompleted: done } of bench.server.of("directiveCompleted")) {
      const seconds = done.phases.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
      assert.ok(Math.abs(seconds - done.durationSeconds) < 1e-6);
    }
    assert.deepEqual(
      readLedger(microscope.folder).map(({ shotId }) => shotId),
      ["a-01", "a-02", "a-03"],
    );
  });

  it("is shown grids and squares as they are surveyed", async () => {
    await start({ concealed: true }, { surveys: "on-demand" });
    const grid = directive("v", { $case: "surveyGrid", surveyGrid: to("1") });
    const found = directive("w", { $case: "surveySquare", surveySquare: to("1.1") });
    await run([load, grid, found, group, acquire]);
    const survey = bench.server.heard.flatMap((said) => {
      if (said.$case === "survey") return said.survey.targets.map(({ id }) => id);
      return said.$case === "surveyed" ? [`${said.surveyed.parentId}!${said.surveyed.final}`] : [];
    });
    const square = ["1.1.1", "1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.2", "1.1.2.1", "1.1.2.2"];
    assert.deepEqual(survey, ["1", "2", "!false", "1.1", "1.2", "1!false", ...square, "1.1!false"]);
    assert.equal(readLedger(microscope.folder).length, 3);
  });

  it("sees a shot that failed and one whose answer was lost", async () => {
    await start();
    microscope.inject({ kind: "fail-shot" });
    const later = acquireDirective("b", "1.1.2", ["1.1.2.1", "1.1.2.2"]);
    const there = directive("h", { $case: "goToGroup", goToGroup: to("1.1.2") });
    bench.server.options.directives.push(load, square, group, acquire);
    const driven = bench.drive(instrument);
    await bench.heard("directiveFailed");
    assert.equal(firstFailure().category, FailureCategory.HARDWARE);
    assert.deepEqual(bench.server.shots().slice(1), [`a-01 ${FAILED}`, `a-02 ${DROPPED}`, `a-03 ${DROPPED}`]);
    bench.server.send({ $case: "directive", directive: there });
    await bench.heard("directiveCompleted", 4);
    microscope.inject({ kind: "lose-reply" });
    bench.server.send({ $case: "directive", directive: later });
    await bench.heard("directiveFailed", 2);
    assert.deepEqual(bench.server.shots().slice(-2), [`b-01 ${DONE}`, `b-02 ${DROPPED}`]);
    assert.deepEqual(
      readLedger(microscope.folder).map(({ shotId }) => shotId),
      ["b-01"],
    );
    bench.server.send({ $case: "directive", directive: finish });
    await bench.heard("directiveCompleted", 5);
    bench.server.end();
    assert.equal(await driven, "finished");
  });

  it("sees a move that ends elsewhere, and a load that loads nothing", async () => {
    await start();
    microscope.inject({ kind: "load-nothing" });
    await run([load]);
    assert.match(firstFailure().detail, /nothing is loaded instead of '1'/);
    instrument.close();
    bench.close();
    microscope.close();
    await start();
    microscope.inject({ kind: "land-wrong", micrometers: 30 });
    await run([square]);
    assert.match(firstFailure().detail, /can't be read back/);
    assert.equal(firstFailure().category, FailureCategory.HARDWARE);
  });

  it("breaks a command off that hangs, and passes refills and faults on", async () => {
    await start();
    bench.server.options.directives.push(load);
    const driven = bench.drive(instrument);
    await bench.heard("directiveCompleted");
    microscope.inject({ kind: "hang" });
    bench.server.send({ $case: "directive", directive: square });
    await until(
      "the command",
      () => readCommandLog(microscope.folder).filter(({ command }) => command === "move").length === 2,
    );
    bench.server.send({ $case: "abort", abort: { directiveId: "s" } });
    await bench.heard("directiveFailed");
    assert.equal(firstFailure().category, FailureCategory.OPERATOR);
    microscope.inject({ kind: "refill", seconds: 300 });
    await bench.heard("ready");
    assert.equal(bench.server.of("busy")[0]!.busy.expectedSeconds, 300);
    microscope.inject({ kind: "help", name: "vacuum", detail: "leak" });
    microscope.inject({ kind: "helped", name: "vacuum" });
    await bench.heard("faultCleared");
    assert.deepEqual(bench.server.of("fault")[0]!.fault, { id: "vacuum", detail: "leak" });
    bench.server.send({ $case: "directive", directive: finish });
    await bench.heard("directiveCompleted", 2);
    bench.server.end();
    assert.equal(await driven, "finished");
  });

  it("can be shown to expose twice, where the microscope lets it", async () => {
    await start({ careless: true });
    const client = await MicroscopeClient.connect(microscope.port);
    await client.request({ command: "move", target: "1.1.1" });
    for (let i = 0; i < 2; i++) await client.request({ command: "expose", target: "1.1.1.1", shotId: "x-01" });
    client.close();
    assert.deepEqual(
      readLedger(microscope.folder).map(({ shotId }) => shotId),
      ["x-01", "x-01"],
    );
    const log = readCommandLog(microscope.folder);
    assert.deepEqual(
      log.map(({ command, exposures }) => [command, exposures]),
      [
        ["move", 0],
        ["expose", 0],
        ["expose", 1],
      ],
    );
    assert.ok(log.every(({ bytes, line }) => bytes === line.length && bytes > 20));
  });
});
