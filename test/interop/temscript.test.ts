import assert from "node:assert/strict";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { stringify } from "yaml";
import { FailureCategory, RejectionReason } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { loadDriverConfig } from "../../server/drivers/config/load-driver-config.js";
import { examine } from "../../server/drivers/doctor/examine.js";
import type { Instrument, InstrumentEvent } from "../../server/drivers/instrument.js";
import { driverKinds } from "../../server/drivers/kinds/index.js";
import { HttpWire } from "../../server/drivers/temscript/http-wire.js";
import type { StagePosition } from "../../server/drivers/temscript/shapes.js";
import { meanCounts } from "../../server/drivers/temscript/survey-image.js";
import { TemscriptClient } from "../../server/drivers/temscript/temscript-client.js";
import type { Wire } from "../../server/drivers/temscript/wire.js";
import { driverBench } from "../support/server-drive.js";
import { surveyedTargets } from "../support/server-scripted-driver.js";
import { acquireDirective, directive } from "../support/server-scripted-server.js";
import { withTemporaryFolder } from "../support/temporary-folder.js";
import { INSTALL_MILLISECONDS } from "./support/program-cache.js";
import { installTemscript, startTemscript, type TemscriptServer } from "./support/temscript-server.js";

const TOLERANCES = { toleranceMicrometers: 1, toleranceDegrees: 0.5 };
const to = (targetId: string) => ({ targetId });

/** Grid 1 has positions 100 µm apart; square 1.2 lies outside of the stage's range. */
function placedTargets() {
  return surveyedTargets().map((target) => {
    const [grid, square = 0, group = 0, hole = 0] = target.id.split(".").map(Number);
    if (grid !== 1 || square === 0) return target;
    const x = square === 2 ? 1500 : square * 100 + group * 10 + hole;
    return { ...target, stageXMicrometers: x, stageYMicrometers: -50 };
  });
}

describe("temscript's own server", () => {
  let program: string;
  let server: TemscriptServer;
  let wire: HttpWire;
  let client: TemscriptClient;

  before(async function () {
    this.timeout(INSTALL_MILLISECONDS);
    program = await installTemscript();
  });

  beforeEach(async () => {
    server = await startTemscript(program);
    wire = new HttpWire({ url: server.url, patienceSeconds: 20 });
    client = new TemscriptClient(wire, TOLERANCES);
  });

  afterEach(async () => {
    wire.close();
    await server.close();
  });

  const refusedBy = (words: RegExp) => (error: Error & { refused?: boolean }) =>
    words.test(error.message) && error.refused === true;
  const uncertainBy = (words: RegExp) => (error: Error & { refused?: boolean }) =>
    words.test(error.message) && error.refused === false;

  it("is told where to go, and read back", async () => {
    assert.deepEqual([await client.read("version"), await client.read("family")], ["2.1.0", "NULL"]);
    await client.moveStage({ x: 1e-4, y: -2e-5, a: 0.1 });
    assert.deepEqual(await client.read("stage_position"), { x: 1e-4, y: -2e-5, z: 0, a: 0.1, b: 0 });
    await client.setDefocus(-1.5e-6, 1e-5);
    await client.setImageShift(2e-6, -1e-6, 1e-5);
    await client.setSpotSize(7);
    await client.setMagnification(13);
    await client.setBlanked(true);
    await client.setValves(true);
    const read = ["defocus", "image_shift", "spot_size_index", "indicated_magnification", "beam_blanked"] as const;
    const values = [];
    for (const name of read) values.push(await client.read(name));
    assert.deepEqual(values, [-1.5e-6, [2e-6, -1e-6], 7, 130_000, true]);
    assert.equal((await client.read("vacuum")).column_valves_open, true);
    await client.setValves(false);
    assert.equal(await client.read("column_valves_open"), false);
    // What makes JSON booleans a must: any text opens the valves.
    await wire.put("column_valves_open", "false");
    assert.equal(await client.read("column_valves_open"), true);
  });

  it("is never sent what it would clamp or ignore, and is caught where it does", async () => {
    await assert.rejects(client.moveStage({ y: -5e-3 }), refusedBy(/y -5000\.00 µm is outside .*-1000\.00 µm to 1000/));
    await assert.rejects(client.moveStage({ x: Number.NaN }), refusedBy(/stage x NaN is no number/));
    await assert.rejects(client.moveStage({ X: 1e-5 } as StagePosition), refusedBy(/'X' is no axis of a stage/));
    await assert.rejects(client.setSpotSize(12), refusedBy(/spot size 12 can't be/));
    await assert.rejects(client.setImageShift(1e-3, 0, 1e-5), refusedBy(/image shift 1000\.000 µm is more than/));
    assert.deepEqual(await client.read("stage_position"), { x: 0, y: 0, z: 0, a: 0, b: 0 });
    // The server by itself says that all is well.
    await wire.put("stage_position?method=GO", { X: 1e-5 });
    assert.equal((await client.read("stage_position")).x, 0);
    const wide = { x: [-1, 1], y: [-1, 1], z: [-1, 1], a: [-9, 9], b: [-9, 9] };
    const boasting: Wire = {
      get: async (path) => (path === "stage_limits" ? wide : wire.get(path)),
      put: (path, value) => wire.put(path, value),
      close: () => {},
    };
    const trusting = new TemscriptClient(boasting, TOLERANCES);
    await assert.rejects(
      trusting.moveStage({ y: -5e-3 }),
      uncertainBy(/stage y was sent to -5000\.00 µm and stands at -1000\.00 µm/),
    );
    await assert.rejects(
      trusting.moveStage({ a: 1.2 }),
      uncertainBy(/stage a was sent to 68\.75° and stands at 30\.00°/),
    );
  });

  it("has each of its errors told as what it means", async () => {
    await assert.rejects(wire.get("autoloader"), refusedBy(/does not know autoloader: .*Unknown endpoint/));
    await assert.rejects(wire.put("autoloader", 1), refusedBy(/does not know autoloader/));
    await assert.rejects(
      wire.get("camera_param/Falcon"),
      refusedBy(/does not know camera_param\/Falcon: Unknown detector$/),
    );
    await assert.rejects(client.setCamera("Falcon", 1, 1), refusedBy(/no camera 'Falcon'; there is CCD/));
    await assert.rejects(client.setCamera("CCD", 1, 3), refusedBy(/can't bin by 3; expected 1, 2, 4, 8/));
    await assert.rejects(client.acquire("Falcon", 1), refusedBy(/no camera 'Falcon'/));
    assert.deepEqual(await wire.get("acquire?detectors=Falcon"), {});
    // A failure inside may have come after a part was done.
    const half = wire.put("stage_position", { x: 2e-5, y: "north" });
    await assert.rejects(half, uncertainBy(/could not carry out stage_position: could not convert string to float/));
    assert.equal((await client.read("stage_position")).x, 2e-5);
    await assert.rejects(wire.put("stage_position?method=JUMP", {}), uncertainBy(/movement method/));
    await assert.rejects(wire.put("image_shift", { x: 1 }), uncertainBy(/could not carry out image_shift/));
    await assert.rejects(wire.put("image_shift", "x".repeat(4100)), refusedBy(/more than 4096 bytes/));
    const posted = await fetch(`${server.url}/v1/stage_position`, { method: "POST", body: "{}" });
    assert.equal(posted.status, 501);
    await server.close();
    await assert.rejects(wire.get("version"), refusedBy(/did not answer version: .*ECONNREFUSED/));
    await assert.rejects(wire.put("beam_blanked", true), refusedBy(/did not answer beam_blanked: .*ECONNREFUSED/));
  });

  it("takes images, as many pixels as they should have", async () => {
    await client.setCamera("CCD", 0.1, 8);
    const image = await client.acquire("CCD", 0.1);
    assert.deepEqual([image.widthPixels, image.heightPixels, meanCounts(image)], [256, 256, 0]);
  });

  it("is waited for while it is busy, and given up in the end", async () => {
    await client.setCamera("CCD", 1.5, 8);
    const other = new TemscriptClient(new HttpWire({ url: server.url, patienceSeconds: 10 }), TOLERANCES);
    const hasty = new TemscriptClient(new HttpWire({ url: server.url, patienceSeconds: 0.3 }), TOLERANCES);
    const begin = performance.now();
    const exposing = client.acquire("CCD", 1.5);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await assert.rejects(hasty.read("version"), refusedBy(/did not answer version: no answer within 0\.3 s/));
    await assert.rejects(
      hasty.setBlanked(true),
      uncertainBy(/no answer within 0\.3 s; whether it was done can't be told/),
    );
    assert.equal(await other.read("spot_size_index"), 1);
    assert.ok(performance.now() - begin > 1400, "it was answered after the exposure");
    await exposing;
    // What was given up was done all the same.
    assert.equal(await client.read("beam_blanked"), true);
    // One connection's requests wait for each other here: they are not given up for that.
    const last = new TemscriptClient(new HttpWire({ url: server.url, patienceSeconds: 1 }), TOLERANCES);
    await last.setCamera("CCD", 1.2, 8);
    const [image, version] = await Promise.all([last.acquire("CCD", 1.2), last.read("version")]);
    assert.deepEqual([image.widthPixels, version], [256, "2.1.0"]);
  });

  describe("with a driver before it", () => {
    let instrument: Instrument;
    const events: InstrumentEvent[] = [];
    const kind = driverKinds.get("temscript");
    const findTargets = async () => placedTargets();

    async function connect(more: object = {}, parts: object = {}): Promise<void> {
      events.length = 0;
      instrument = await kind.connect(kind.options.parse({ url: server.url, ...more }), { findTargets, ...parts });
      instrument.listen?.((event) => events.push(event));
    }

    afterEach(() => instrument?.close());

    it("moves where directives say, rejects what it can't do, and fails where the stage can't go", async () => {
      await connect({ camera: "CCD", exposure_seconds: 0.1, binning: 8 });
      const bench = await driverBench();
      try {
        await instrument.makeReady();
        bench.server.options.directives.push(
          directive("s", { $case: "goToSquare", goToSquare: to("1.1") }),
          directive("g", { $case: "goToGroup", goToGroup: to("1.1.2") }),
          directive("l", { $case: "loadGrid", loadGrid: to("1") }),
          acquireDirective("a", "1.1.2", ["1.1.2.1"]),
          directive("far", { $case: "goToSquare", goToSquare: to("1.2") }),
          directive("end", { $case: "finish", finish: {} }),
        );
        const driven = bench.drive(instrument);
        await bench.heard("directiveCompleted", 3);
        bench.server.end();
        assert.equal(await driven, "finished");
        const completed = bench.server.of("directiveCompleted").map((said) => said.directiveCompleted);
        assert.deepEqual(
          completed.map(({ directiveId, phases }) => [directiveId, ...phases.map(({ name }) => name)]),
          [["s", "stage_move", "square_image"], ["g", "stage_move"], ["end"]],
        );
        assert.deepEqual(
          bench.server.of("directiveRejected").map(({ directiveRejected: said }) => [said.directiveId, said.reason]),
          [
            ["l", RejectionReason.UNSUPPORTED],
            ["a", RejectionReason.UNSUPPORTED],
          ],
        );
        const [failed] = bench.server.of("directiveFailed").map((said) => said.directiveFailed);
        assert.equal(failed!.category, FailureCategory.TRANSIENT);
        assert.match(failed!.detail, /stage x 1500\.00 µm is outside of the stage's limits/);
        const [image] = bench.server.of("imageTaken");
        assert.deepEqual([image!.imageTaken.targetId, image!.imageTaken.meanCounts], ["1.1", 0]);
        const { capabilities } = bench.server.hellos[0]!;
        assert.deepEqual(
          [capabilities?.load, capabilities?.acquire, capabilities?.autofocus, capabilities?.survey],
          [false, false, false, false],
        );
        // The safe state.
        assert.deepEqual(await wire.get("stage_position"), { x: 1.2e-4, y: -5e-5, z: 0, a: 0, b: 0 });
        assert.deepEqual([await wire.get("beam_blanked"), await wire.get("column_valves_open")], [true, false]);
        assert.deepEqual(bench.server.violations, []);
      } finally {
        bench.close();
      }
    });

    it("has an operator load and expose where one is there, and no exposure is its own", async () => {
      const [input, output] = [new PassThrough(), new PassThrough()];
      let shown = "";
      output.setEncoding("utf8").on("data", (text: string) => {
        shown += text;
        if (text.endsWith("? ")) setImmediate(() => input.write("done\n"));
      });
      await connect({ operator: true }, { terminal: { input, output } });
      const bench = await driverBench();
      try {
        await instrument.makeReady();
        bench.server.options.directives.push(
          directive("l", { $case: "loadGrid", loadGrid: to("1") }),
          directive("g", { $case: "goToGroup", goToGroup: to("1.1.2") }),
          acquireDirective("a", "1.1.2", ["1.1.2.1"]),
          directive("end", { $case: "finish", finish: {} }),
        );
        const driven = bench.drive(instrument);
        await bench.heard("directiveCompleted", 4);
        bench.server.end();
        assert.equal(await driven, "finished");
        assert.deepEqual(shown.match(/(Load grid|Go to|Expose hole) \S+/g), ["Load grid 1", "Expose hole 1.1.2.1"]);
        assert.equal(((await wire.get("stage_position")) as { x: number }).x, 1.2e-4);
      } finally {
        bench.close();
      }
    });

    it("changes nothing in a dry run, and prints what it would send", async () => {
      const told: string[] = [];
      await connect({ camera: "CCD" }, { tellCommand: (command: string) => told.push(command) });
      await instrument.goToSquare("1.1");
      await instrument.safeState();
      assert.equal((await instrument.readPosition()).stageXMicrometers?.toFixed(6), "100.000000");
      assert.deepEqual(told, [
        'PUT /v1/stage_position?method=GO {"x":0.0001,"y":-0.00005}',
        'PUT /v1/camera_param/CCD {"exposure(s)":1,"binning":4}',
        "GET /v1/acquire?detectors=CCD",
        "PUT /v1/beam_blanked true",
        "PUT /v1/column_valves_open false",
        'PUT /v1/stage_position?method=GO {"a":0}',
      ]);
      assert.deepEqual(await wire.get("stage_position"), { x: 0, y: 0, z: 0, a: 0, b: 0 });
      assert.equal(await wire.get("beam_blanked"), false);
    });

    it("is examined by the doctor", async () => {
      const examined = (driver: object, more: object = {}) =>
        withTemporaryFolder({ "scope.yaml": stringify({ driver, ...more }) }, (folder) =>
          loadDriverConfig(join(folder, "scope.yaml"), driverKinds.entries()),
        );
      const driver = { kind: "temscript", url: server.url, camera: "CCD" };
      const limits = { stage_x_micrometers: [-5000, 500], stage_y_micrometers: [10, 20] };
      const found = await examine(examined(driver, { limits }), undefined, Date.now);
      const of = (name: string) => found.filter(({ check }) => check === name);
      assert.match(of("control software")[0]!.what, /magnification 100000, spot size 1/);
      assert.ok(
        of("control software").some(({ result, what }) => result === "warning" && /can't load, acquire/.test(what)),
      );
      assert.ok(
        of("stage read-back").some(({ result, what }) => result === "problem" && /stage y is 0; 10 to 20/.test(what)),
      );
      assert.deepEqual(
        of("temscript").map(({ result }) => result),
        ["ok", "warning", "ok"],
      );
      assert.match(of("temscript")[1]!.what, /stage x go farther than the stage does, -1000 to 1000 µm/);
      assert.deepEqual(of("firewall")[0]!.result, "ok");
      await server.close();
      const gone = await examine(examined(driver), undefined, Date.now);
      assert.match(gone.find(({ check }) => check === "control software")!.what, /ECONNREFUSED/);
    });
  });
});
