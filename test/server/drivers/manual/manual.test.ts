import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { FailureCategory, ShotState } from "../../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Instrument } from "../../../../server/drivers/instrument.js";
import { driverKinds } from "../../../../server/drivers/kinds/index.js";
import { type DriverBench, driverBench } from "../../../support/server-drive.js";
import { temporaryFolder } from "../../../support/server-microscope.js";
import { surveyedTargets } from "../../../support/server-scripted-driver.js";
import { acquireDirective, directive } from "../../../support/server-scripted-server.js";
import { until } from "../../../support/server-wait.js";

const to = (targetId: string) => ({ targetId });
const load = directive("l", { $case: "loadGrid", loadGrid: to("1") });
const square = directive("s", { $case: "goToSquare", goToSquare: to("1.1") });
const group = directive("g", { $case: "goToGroup", goToGroup: to("1.1.1") });
const acquire = acquireDirective("a", "1.1.1", ["1.1.1.1", "1.1.1.2"]);
const finish = directive("end", { $case: "finish", finish: {} });
const { DONE, FAILED, DROPPED } = ShotState;

describe("a driver with an operator's hands", () => {
  let bench: DriverBench;
  let input: PassThrough;
  let shown: string;
  let instrument: Instrument;
  let answered: number;

  async function start(options: object = {}): Promise<void> {
    [input, shown, answered] = [new PassThrough(), "", 0];
    const output = new PassThrough();
    output.setEncoding("utf8").on("data", (text: string) => {
      shown += text;
    });
    const kind = driverKinds.get("manual");
    const findTargets = async () => surveyedTargets();
    instrument = await kind.connect(kind.options.parse(options), { findTargets, terminal: { input, output } });
  }

  const questions = () => shown.match(/\? /g)?.length ?? 0;

  /** Waits for the next question and answers it. @returns what was shown with it */
  async function answer(line: string): Promise<string> {
    const from = shown.length === 0 ? 0 : lastAnswered;
    await until(`a question after ${answered}, for '${line}'`, () => questions() > answered);
    const text = shown.slice(from);
    lastAnswered = shown.length;
    answered++;
    input.write(`${line}\n`);
    return text;
  }
  let lastAnswered = 0;

  beforeEach(async () => {
    lastAnswered = 0;
    bench = await driverBench();
    await start();
  });

  afterEach(() => {
    instrument.close();
    bench.close();
  });

  it("is shown each directive with its reason, and confirms it", async () => {
    const why = { sentence: "Most good micrographs a minute.", numbers: {} };
    bench.server.options.directives.push(load, { ...square, reason: why }, group, acquire, finish);
    const driven = bench.drive(instrument);
    assert.match(await answer("done"), /Check the optics: valves open, beam on, magnification 1, spot size 1/);
    assert.match(await answer("DONE"), /Load grid 1 \(grid 1\)\n {2}done, skip, failed or stop\? $/);
    assert.match(await answer("d"), /Go to square 1\.1 \(square 1\.1\)\n {2}Why: Most good micrographs a minute\.\n/);
    await answer("done");
    assert.match(await answer("done"), /Expose hole 1\.1\.1\.1 .*; put 'a-01' into the movie's name/);
    assert.match(await answer("done"), /Expose hole 1\.1\.1\.2 .*; put 'a-02'/);
    assert.match(await answer("done"), /Leave the microscope safely: beam blanked, tilt 0, column valves closed/);
    await bench.heard("directiveCompleted", 5);
    bench.server.end();
    assert.equal(await driven, "finished");
    assert.deepEqual(
      bench.server.shots().filter((shot) => shot.endsWith(` ${DONE}`)),
      [`a-01 ${DONE}`, `a-02 ${DONE}`],
    );
    assert.deepEqual(bench.server.violations, []);
    assert.equal(bench.server.of("inventory").length, 0);
  });

  it("takes 'skip' as a target that is no good, 'failed' as one that may be tried again", async () => {
    bench.server.options.directives.push(square, group, acquire);
    const driven = bench.drive(instrument);
    await answer("done");
    await answer("skip broken carbon");
    await bench.heard("directiveFailed");
    const [skipped] = bench.server.of("directiveFailed");
    assert.equal(skipped!.directiveFailed.category, FailureCategory.TRANSIENT);
    assert.match(skipped!.directiveFailed.detail, /the operator skips '1\.1': broken carbon/);
    assert.deepEqual(bench.server.of("targetWithdrawn")[0]!.targetWithdrawn, {
      targetId: "1.1",
      detail: "skipped by the operator: broken carbon",
    });
    // After a failure the optics are looked at.
    assert.match(await answer("done"), /Check the optics/);
    await answer("failed");
    await bench.heard("directiveFailed", 2);
    assert.equal(bench.server.of("targetWithdrawn").length, 1);
    await answer("done");
    await answer("failed the camera was in the way");
    await bench.heard("directiveFailed", 3);
    assert.deepEqual(bench.server.shots().slice(1), [`a-01 ${FAILED}`, `a-02 ${DROPPED}`]);
    assert.match(bench.server.of("directiveFailed")[2]!.directiveFailed.detail, /the camera was in the way/);
    bench.server.send({ $case: "directive", directive: finish });
    await answer("done");
    await bench.heard("directiveCompleted");
    bench.server.end();
    assert.equal(await driven, "finished");
  });

  it("takes 'stop' as a fault that holds until the operator goes on", async () => {
    bench.server.options.directives.push(square);
    void bench.drive(instrument);
    await answer("done");
    await answer("stop lunch");
    await bench.heard("directiveFailed");
    assert.deepEqual(bench.server.of("fault")[0]!.fault, { id: "operator-stop", detail: "lunch" });
    assert.match(await answer("done"), /Stopped: nothing more is asked for\.\n {2}'go on' when/);
    assert.equal(bench.server.of("faultCleared").length, 0);
    assert.match(await answer("go on"), /'done' is no answer/);
    await bench.heard("faultCleared");
  });

  it("confirms nothing by a line that comes too early, and asks again after what is no answer", async () => {
    bench.server.options.directives.push(square);
    input.write("done\ndone\n");
    await until("the notice", () => shown.includes("nothing is asked"));
    void bench.drive(instrument);
    await answer("done");
    await until("the square", () => shown.includes("Go to square"));
    // Time for what must not happen.
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(bench.server.of("directiveCompleted").length, 0);
    answered = questions() - 1;
    await answer("s");
    await answer("doen");
    assert.match(await answer("done"), /'doen' is no answer/);
    await bench.heard("directiveCompleted");
  });

  it("can't tell what became of a directive when the operator goes away", async () => {
    bench.server.options.directives.push(group, acquire);
    void bench.drive(instrument, { evidenceMostSeconds: 0.2 });
    await answer("done");
    await answer("done");
    await until("the exposure", () => shown.includes("Expose hole"));
    input.end();
    await bench.heard("directiveFailed");
    assert.deepEqual(bench.server.shots().slice(1), [`a-01 ${ShotState.UNKNOWN}`, `a-02 ${DROPPED}`]);
  });

  it("finds the movie of a shot by its name after a restart, and asks where the stage stands", async () => {
    const folder = temporaryFolder();
    try {
      instrument.close();
      const movies = join(folder.path, "movies");
      await start({ movies });
      assert.equal(await instrument.evidence("a-01"), "unreachable");
      mkdirSync(movies);
      writeFileSync(join(movies, "square_a-01_fractions.tiff"), "");
      writeFileSync(join(movies, "xb-01.tiff"), "");
      const found = await Promise.all(["a-01", "a-0", "b-01", "a-01-2"].map((id) => instrument.evidence(id)));
      assert.deepEqual(found, ["done", "absent", "absent", "absent"]);
      const reading = instrument.readPosition();
      await answer("5");
      await answer("1.1.1");
      assert.equal((await reading).targetId, "1.1.1");
      assert.equal((await instrument.loadedSlot()).targetId, "1");
    } finally {
      folder.remove();
    }
  });

  it("asks nobody in a dry run", async () => {
    const kind = driverKinds.get("manual");
    const told: string[] = [];
    const tellCommand = (command: string) => told.push(command);
    const dry = await kind.connect(kind.options.parse({}), { findTargets: async () => surveyedTargets(), tellCommand });
    await dry.loadGrid("1");
    await dry.expose("1.1.1.1", "a-01");
    assert.deepEqual(told, [
      "Load grid 1 (grid 1)",
      "Expose hole 1.1.1.1 (hole 1.1.1.1); put 'a-01' into the movie's name",
    ]);
  });
});
