import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { InstrumentEvent } from "../../../../server/drivers/instrument.js";
import type { SerialEmInstrument } from "../../../../server/drivers/serialem/serialem-instrument.js";
import { readCommandLog } from "../../../../server/microscope/command-log.js";
import { readLedger } from "../../../../server/microscope/ledger.js";
import { startTestEmulator, type TestEmulator } from "../../../support/serialem-emulator.js";
import { serialEmAt } from "../../../support/serialem-instrument.js";
import { until } from "../../../support/server-wait.js";

describe("SerialEM's driver", () => {
  let scope: TestEmulator;
  let instrument: SerialEmInstrument;
  const events: InstrumentEvent[] = [];

  beforeEach(async () => {
    events.length = 0;
    scope = await startTestEmulator({ imagePixels: 16 });
    open();
  });

  afterEach(() => {
    instrument.close();
    scope.close();
  });

  function open(options: object = {}, parts = {}): void {
    instrument?.close();
    instrument = serialEmAt(scope, options, parts);
    instrument.listen((event) => events.push(event));
  }

  async function toGroup(): Promise<void> {
    await instrument.loadGrid("1");
    await instrument.goToSquare("1.1");
    await instrument.goToGroup("1.1.1");
  }

  const names = () => readCommandLog(scope.folder).map(({ command }) => command);
  const exposed = () => readLedger(scope.folder).map(({ shotId, target }) => `${shotId} ${target}`);

  it("sends nothing until it is asked for something", () => {
    assert.deepEqual(names(), []);
  });

  it("describes the cassette", async () => {
    const { targets, placeTargetId, slots } = await instrument.describe();
    assert.equal(targets.length, scope.core.scope.specimen.tree.size - 1);
    assert.equal(placeTargetId, "");
    assert.deepEqual(
      slots?.map(({ number, targetId }) => [number, targetId]),
      [
        [1, "1"],
        [2, "2"],
      ],
    );
  });

  it("loads, goes, focuses and exposes in the world's time, by the microscope's clock", async () => {
    assert.equal((await instrument.loadGrid("1")).durationSeconds, 120);
    assert.equal((await instrument.goToSquare("1.1")).durationSeconds, 240);
    const group = await instrument.goToGroup("1.1.1");
    assert.equal(group.durationSeconds, 60);
    assert.deepEqual(
      group.phases?.map(({ name }) => name),
      ["stage_move", "focus"],
    );
    const shot = await instrument.expose("1.1.1.2", "d-1.1");
    assert.deepEqual(shot.phases, [
      { name: "image_shift", durationSeconds: 0 },
      { name: "exposure", durationSeconds: 60 },
    ]);
    assert.equal(instrument.clock.nowSeconds(), 480);
    assert.deepEqual(exposed(), ["d-1.1 1.1.1.2"]);
    assert.equal(await instrument.evidence("d-1.1"), "done");
    assert.equal(await instrument.evidence("d-1"), "absent");
    assert.equal(await instrument.evidence("d-1.2"), "absent");
  });

  it("loads no grid again that is on the stage", async () => {
    await instrument.loadGrid("1");
    await instrument.loadGrid("1");
    assert.equal(names().filter((name) => name === "LoadCartridge").length, 1);
    assert.deepEqual(await instrument.loadedSlot(), { slot: 1, targetId: "1" });
  });

  it("writes down what each shot was made with", async () => {
    await toGroup();
    await instrument.expose("1.1.1.3", "d-2.1");
    const [line] = readFileSync(join(scope.folder, "shots.jsonl"), "utf8").trim().split("\n");
    const record = JSON.parse(line!) as Record<string, unknown>;
    const [from, to] = [scope.at("1.1.1"), scope.at("1.1.1.3")];
    assert.deepEqual(record.imageShiftMicrometers, { x: to.x - from.x, y: to.y - from.y });
    assert.equal(record.defocusMicrometers, -1.5);
    assert.equal(record.tiltDegrees, 0);
    assert.match(String(record.movie), /\\d-2\.1_/);
    assert.ok((record.meanCounts as number) > 100);
    assert.equal(typeof record.stageZMicrometers, "number");
  });

  it("saves beam tilt in a group and restores it when it leaves, whatever a client before it left", async () => {
    const other = await scope.client();
    await other.run("SetBeamTilt", 1, 2);
    await other.run("SaveBeamTilt");
    await toGroup();
    const { optics } = scope.core.scope;
    assert.notEqual(optics.savedBeamTilt, undefined);
    optics.beamTilt = { x: 9, y: 9 };
    await instrument.goToGroup("1.1.2");
    assert.deepEqual(optics.beamTilt, { x: 1, y: 2 });
    await instrument.safeState();
    assert.equal(optics.savedBeamTilt, undefined);
  });

  it("makes no larger shift than its calibration allows, and none that was silently not made", async () => {
    open({ shot: { most_shift_without_micrometers: 1 } });
    await toGroup();
    await assert.rejects(instrument.expose("1.1.1.1", "a"), { refused: true, message: /without a coma calibration/ });
    open({ shot: { coma_calibration: true } });
    scope.core.scope.optics.imageShiftLimit = 0.5;
    await assert.rejects(instrument.expose("1.1.1.1", "a"), { refused: true, message: /image shift is/ });
    assert.deepEqual(exposed(), []);
    assert.equal(instrument.capabilities.imageShiftRadiusMicrometers, 12);
  });

  it("exposes nothing with closed valves or without low dose, and says so", async () => {
    await toGroup();
    scope.core.scope.optics.areValvesOpen = false;
    await assert.rejects(instrument.expose("1.1.1.1", "a"), { refused: true, message: /valves are closed/ });
    scope.core.scope.optics.areValvesOpen = true;
    scope.core.scope.optics.isLowDose = false;
    await assert.rejects(instrument.expose("1.1.1.1", "a"), { refused: true, message: /low dose is off/ });
    assert.ok(!names().includes("Record"));
  });

  it("says of valves that close in the exposure that the shot is dark, not that it was refused", async () => {
    await toGroup();
    scope.misbehave("close-valve", {}, { request: "Record" });
    await assert.rejects(instrument.expose("1.1.1.1", "a"), { refused: false, message: /shot a is dark/ });
    assert.deepEqual(exposed(), []);
  });

  it("waits while a dewar is filled, and says so", async () => {
    await toGroup();
    events.length = 0;
    scope.misbehave("fill-dewar", { seconds: 100 });
    await instrument.expose("1.1.1.1", "a");
    assert.equal(names().filter((name) => name === "Delay").length, 4);
    assert.deepEqual(
      events.map(({ $case }) => $case).filter((name) => name !== "imageTaken"),
      ["busy", "ready"],
    );
    assert.equal(instrument.clock.nowSeconds(), 420 + 120 + 60);
  });

  it("can't tell what became of a shot whose answer is lost, and finds its movie", async () => {
    await toGroup();
    scope.misbehave("lose-reply", {}, { request: "Record" });
    await assert.rejects(instrument.expose("1.1.1.1", "d-3.1"), { refused: false });
    assert.equal(await instrument.evidence("d-3.1"), "done");
    assert.equal(await instrument.isIdle(), true);
    assert.equal(names().filter((name) => name === "Record").length, 1);
  });

  it("says that a shot was refused whose preparation was cut off", async () => {
    await toGroup();
    scope.misbehave("lose-reply", {}, { request: "SetFrameBaseName" });
    await assert.rejects(instrument.expose("1.1.1.1", "d-3.1"), { refused: true });
    assert.deepEqual(exposed(), []);
  });

  it("says that a move which was begun was not refused", async () => {
    await instrument.loadGrid("1");
    scope.core.scope.optics.areValvesOpen = false;
    await assert.rejects(instrument.goToSquare("1.1"), { refused: false, message: /valves are closed/ });
  });

  it("sends nothing after STOP, over restarts, until it is given back", async () => {
    const stop = { stop_file: join(scope.folder, "..", "stop.json") };
    open(stop);
    await toGroup();
    scope.misbehave("stop", { when: "during" }, { request: "Record" });
    await assert.rejects(instrument.expose("1.1.1.1", "d-4.1"), { refused: false, message: /STOP/ });
    assert.ok(existsSync(stop.stop_file));
    assert.ok(events.some((event) => event.$case === "fault" && event.fault.id === "operator-stop"));
    const before = names().length;
    await assert.rejects(instrument.expose("1.1.1.2", "d-4.2"), { refused: true, message: /STOP/ });
    await assert.rejects(instrument.safeState(), { refused: true });
    open(stop);
    await assert.rejects(instrument.readPosition(), { refused: true, message: /STOP/ });
    assert.equal(names().length, before);
    instrument.link.giveBack();
    await instrument.expose("1.1.1.2", "d-4.2");
    assert.equal(existsSync(stop.stop_file), false);
    rmSync(stop.stop_file, { force: true });
  });

  it("reads how the optics are set, and leaves and readies the microscope", async () => {
    await toGroup();
    const optics = await instrument.opticalState();
    assert.deepEqual(
      [optics.magnification, optics.spotSize, optics.columnValvesOpen, optics.beamBlanked, optics.dewarSeconds],
      [130_000, 6, true, false, undefined],
    );
    await instrument.blank();
    assert.equal((await instrument.opticalState()).beamBlanked, true);
    await instrument.safeState();
    assert.equal((await instrument.opticalState()).columnValvesOpen, false);
    await instrument.makeReady();
    const ready = await instrument.opticalState();
    assert.deepEqual([ready.columnValvesOpen, ready.beamBlanked], [true, false]);
  });

  it("reads the magnification of an exposure after a square's image, too", async () => {
    await instrument.loadGrid("1");
    await instrument.goToSquare("1.1");
    assert.equal(scope.core.scope.optics.magnification, 470);
    assert.equal((await instrument.opticalState()).magnification, 130_000);
  });

  it("takes a tilt series, each tilt a shot with its defocus, and ends untilted", async () => {
    await toGroup();
    await instrument.exposeTilts("1.1.1.1", "t-1", [0, 3, -3]);
    assert.deepEqual(exposed(), ["t-1_1 1.1.1.1", "t-1_2 1.1.1.1", "t-1_3 1.1.1.1"]);
    assert.deepEqual((await instrument.readPosition()).tiltDegrees, 0);
    const lines = readFileSync(join(scope.folder, "shots.jsonl"), "utf8").trim().split("\n");
    const made = lines.map((line) => JSON.parse(line) as { tiltDegrees: number; defocusMicrometers: number });
    const y = scope.at("1.1.1.1").y - scope.at("1.1.1").y;
    assert.ok(Math.abs(y) > 0.5);
    for (const { tiltDegrees, defocusMicrometers } of made) {
      const expected = -1.5 + y * Math.sin((tiltDegrees * Math.PI) / 180);
      assert.ok(Math.abs(defocusMicrometers - expected) < 1e-9, `${defocusMicrometers} at ${tiltDegrees}°`);
    }
    assert.equal(scope.core.scope.optics.defocus, -1.5);
    scope.misbehave("close-valve", {}, { request: "Record", after: 1 });
    await assert.rejects(instrument.exposeTilts("1.1.1.2", "t-2", [10, 20, 30]), { refused: false });
    assert.equal((await instrument.readPosition()).tiltDegrees, 0);
    assert.equal(exposed().length, 4);
  });

  it("performs nothing in a dry run and tells each command that it would send", async () => {
    const told: string[] = [];
    open({}, { tellCommand: (command: string) => told.push(command) });
    await toGroup();
    await instrument.expose("1.1.1.1", "d-1.1");
    const changing = names().filter((name) => !/^(Report|Are|Is|Get)/.test(name));
    assert.deepEqual(changing, []);
    assert.deepEqual(exposed(), []);
    const said = told.map((command) => command.replace(/\(.*/, ""));
    assert.deepEqual(said.slice(0, 4), ["RestoreBeamTilt", "LoadCartridge", "SetImageShift", "MoveStageTo"]);
    assert.equal(said.at(-1), "Record");
    assert.ok(told.includes('SetFrameBaseName(0, 1, 0, "d-1.1")'));
  });

  it("is not idle while a command runs, and says what it waits for", async () => {
    open({ alarm_after_seconds: 0.03 });
    await toGroup();
    scope.misbehave("slow-reply", { milliseconds: 120 }, { request: "Record" });
    const shot = instrument.expose("1.1.1.1", "d-5.1");
    await until("the command", () => instrument.link.client.running === "Record");
    assert.equal(await instrument.isIdle(), false);
    await shot;
    assert.ok(events.some((event) => event.$case === "fault" && /'Record' has not been/.test(event.fault.detail)));
    assert.equal(events.at(-1)?.$case, "faultCleared");
  });
});
