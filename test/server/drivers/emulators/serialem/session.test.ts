import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SerialEmClient } from "../../../../../server/drivers/serialem/client/serialem-client.js";
import { pixels } from "../../../../../server/drivers/serialem/wire/image.js";
import { readCommandLog } from "../../../../../server/microscope/command-log.js";
import { readLedger } from "../../../../../server/microscope/ledger.js";
import { startTestEmulator, type TestEmulator } from "../../../../support/serialem-emulator.js";

describe("emulated SerialEM", () => {
  let scope: TestEmulator;
  let client: SerialEmClient;

  beforeEach(async () => {
    scope = await startTestEmulator();
    client = await scope.client();
  });

  afterEach(() => scope.close());

  async function goTo(target: string): Promise<void> {
    const { x, y } = scope.at(target);
    await client.run("MoveStageTo", x, y);
  }

  /** Puts the beam on a hole by image shift, and exposes it. */
  async function shoot(hole: string, shotId: string): Promise<void> {
    const [x = 0, y = 0] = await client.numbers("ReportStageXYZ");
    const at = scope.at(hole);
    await client.run("SetImageShift", 0, 0);
    await client.run("ImageShiftByMicrons", at.x - x, at.y - y, 0, 1);
    await client.run("SetFrameBaseName", 0, 1, 0, shotId);
    await client.run("AddToNextFrameStackMdoc", "ShotId", shotId);
    await client.run("Record");
  }

  const seconds = async () => (await client.numbers("ReportTickTime"))[0];

  it("loads, goes, focuses and exposes in the time that the world takes", async () => {
    await client.run("LoadCartridge", 1);
    assert.equal(await seconds(), 120);
    assert.deepEqual(await client.run("ReportLoadedSlot"), [1, 0]);
    await client.run("OpenNewMontage", 3, 3, "X:\\atlas.mrc");
    await client.run("Montage");
    await goTo("1.1");
    assert.equal(await seconds(), 360);
    await client.run("Eucentricity", 1);
    await goTo("1.1.1");
    await client.run("AutoFocus");
    assert.equal(await seconds(), 420);
    await shoot("1.1.1.2", "d-1.2");
    assert.equal(await seconds(), 480);
    const row = scope.core.scope.specimen.tree.row("1.1.1.2")!;
    assert.deepEqual(readLedger(scope.folder), [
      {
        shotId: "d-1.2",
        target: "1.1.1.2",
        startedAtSeconds: 420,
        endedAtSeconds: 480,
        ctfResolutionAngstrom: scope.core.scope.specimen.world.data.ctfResolutionAngstrom[row],
      },
    ]);
  });

  it("writes each movie and its mdoc where SerialEM says that they are", async () => {
    await client.run("LoadCartridge", 1);
    await goTo("1.1.1");
    await client.run("SetFolderForFrames", "X:\\frames\\monday");
    await shoot("1.1.1.1", "d-1.1");
    const [path, folder, name] = await client.run("ReportLastFrameFile");
    assert.equal(path, `${folder}\\${name}`);
    assert.equal(folder, "X:\\frames\\monday");
    const local = join(scope.folder, "disk", "X", "frames", "monday");
    assert.deepEqual(readdirSync(local).sort(), [name, `${name}.mdoc`]);
    const mdoc = readFileSync(join(local, `${name}.mdoc`), "utf8");
    const { x, y } = scope.at("1.1.1");
    assert.match(mdoc, /^\[FrameSet = 0\]\r$/m);
    assert.match(mdoc, /^ShotId = d-1\.1\r$/m);
    assert.ok(mdoc.includes(`StagePosition = ${x.toFixed(4)} ${y.toFixed(4)}`));
    assert.deepEqual(await client.run("DoesFileExist", path as string), [1]);
    assert.deepEqual(await client.run("DoesFileExist", "X:\\nothing.mrc"), [0]);
  });

  it("exposes what it is told to, twice if need be, and holds it against the ledger", async () => {
    await client.run("LoadCartridge", 1);
    await goTo("1.1.1");
    await shoot("1.1.1.1", "a");
    await shoot("1.1.1.1", "b");
    await client.run("SetImageShift", 15, 15);
    await client.run("SetFrameBaseName", 0, 1, 0, "beside");
    await client.run("Record");
    const shots = readLedger(scope.folder).map(({ shotId, target }) => [shotId, target]);
    assert.deepEqual(shots, [
      ["a", "1.1.1.1"],
      ["b", "1.1.1.1"],
      ["beside", ""],
    ]);
  });

  it("saves a movie without electrons where the valves are closed, which the mean counts tell", async () => {
    await client.run("LoadCartridge", 1);
    await goTo("1.1.1");
    await client.run("Record");
    const [bright = 0] = await client.numbers("ReportMeanCounts", "A");
    await client.run("SetColumnOrGunValve", 0);
    assert.deepEqual(await client.run("ReportColumnOrGunValve"), [0]);
    await client.run("Record");
    const [dark = 0] = await client.numbers("ReportMeanCounts", "A");
    assert.ok(bright > 100 && dark < 5, `${bright} and ${dark}`);
    assert.equal(readLedger(scope.folder).length, 1);
  });

  it("moves the stage on ResetImageShift, and not on SetImageShift", async () => {
    await client.run("LoadCartridge", 1);
    await client.run("MoveStageTo", 10, 20, 1);
    await client.run("ImageShiftByMicrons", 2, -3);
    assert.deepEqual((await client.run("ReportImageShift")).slice(0, 2), [2, -3]);
    await client.run("ResetImageShift");
    assert.deepEqual(await client.run("ReportStageXYZ"), [12, 17, 1]);
    assert.deepEqual((await client.run("ReportImageShift")).slice(0, 2), [0, 0]);
    await client.run("ImageShiftByMicrons", 2, -3);
    assert.deepEqual(await client.run("SetImageShift", 0, 0), [0]);
    assert.deepEqual(await client.run("ReportStageXYZ"), [12, 17, 1]);
  });

  it("does not make an image shift that is too large, and says so or not as SerialEM does", async () => {
    await client.run("ImageShiftByMicrons", 40, 0);
    assert.deepEqual((await client.run("ReportImageShift")).slice(0, 2), [0, 0]);
    assert.deepEqual(await client.run("SetImageShift", 40, 0), [1]);
  });

  it("saves and restores beam tilt once", async () => {
    await client.run("SetBeamTilt", 1, -2);
    await client.run("SaveBeamTilt");
    await client.run("SetBeamTilt", 7, 7);
    await client.run("RestoreBeamTilt");
    assert.deepEqual(await client.run("ReportBeamTilt"), [1, -2]);
    await assert.rejects(client.run("RestoreBeamTilt"), { name: "CommandFailedError", refused: false });
  });

  it("finds the holes of an image and makes navigator points of them", async () => {
    await client.run("LoadCartridge", 1);
    await goTo("1.1");
    await client.run("Search");
    await client.run("FindHoles", "A");
    await client.run("MakeNavPointsAtHoles", 0);
    const [count = 0] = await client.numbers("ReportOtherItem", -1);
    assert.equal(count, 5);
    const [, x, y, , type] = await client.numbers("ReportOtherItem", 1);
    assert.deepEqual({ x, y }, scope.at("1.1.1.1"));
    assert.equal(type, 0);
    assert.deepEqual(await client.run("GetVariable", "navNote"), ["1.1.1.1"]);
    await client.run("SaveNavigator", "X:\\holes.nav");
    await client.run("ReadNavFile", "X:\\nav\\slot-2.nav");
    const [items = 0] = await client.numbers("ReportOtherItem", -1);
    assert.equal(items, 6);
    await client.run("ReadNavFile", "X:\\holes.nav");
    assert.deepEqual(await client.numbers("ReportOtherItem", -1), [5, ...Object.values(scope.at("1.1.2.2")), 0, 0]);
  });

  it("shows squares, holes and a hole from near in its images", async () => {
    await client.run("LoadCartridge", 1);
    await goTo("1.1");
    await client.run("View");
    const view = await client.image("A");
    assert.ok(view !== undefined && view.columns === 32 && view.type === 6);
    const values = pixels(view);
    assert.ok(Math.max(...values) > 700 && Math.min(...values) < 300, "holes stand out from the support");
    assert.equal(await client.image("T"), undefined);
    assert.equal(await client.image("A", true), undefined);
  });

  it("takes an image that is put into a buffer, padding and odd sizes included", async () => {
    const bytes = Buffer.from(Array.from({ length: 15 }, (_, i) => i * 3));
    await client.putImage({ type: 0, columns: 3, rows: 5, rowBytes: 3, bytes }, { to: "P" });
    const back = await client.image("P");
    assert.deepEqual(back, { type: 0, columns: 3, rows: 5, rowBytes: 3, bytes });
    assert.deepEqual(await client.numbers("ReportMeanCounts", "P"), [21]);
  });

  it("answers what can't be done with what is wrong", async () => {
    const cases = [
      [() => client.run("LoadCartridge", 9), /Slot 9 is empty/],
      [() => client.run("MoveStageTo", 5000, 0), /out of range/],
      [() => client.run("TiltTo", 89), /too high/],
      [() => client.run("GoToLowDoseArea", "Q"), /no low dose area/],
      [() => client.run("SetFolderForFrames", "frames"), /absolute path/],
      [() => client.run("SetFrameBaseName", 0, 1, 0, "../x"), /no file name/],
      [() => client.run("DoesFileExist", "X:\\a\\..\\..\\b"), /no path/],
      [() => client.run("Montage"), /montaging is not activated/],
      [() => client.run("ReportMeanCounts", "A"), /no image in buffer A/],
      [() => client.run("MultipleRecords"), /MultipleRecords is not emulated/],
      [() => client.run("ReportOtherItem", 1), /out of range/],
      [() => client.run("GetVariable", "nothing"), /not defined/],
    ] as const;
    for (const [ask, words] of cases) {
      await assert.rejects(ask(), (error: Error) => error.name === "CommandFailedError" && words.test(error.message));
    }
    assert.equal(client.isConnected, true);
  });

  it("tells of blanking through its fast status", async () => {
    await client.run("SetBeamBlank", 1);
    await client.run("GetFastScopeStatus");
    assert.deepEqual(await client.run("GetVariable", "FastBlanked"), [1]);
    assert.deepEqual(await client.run("ReportLowDose"), [1, 3]);
    assert.deepEqual(await client.run("ReportMag"), [130_000, 0, 0]);
  });

  it("writes down what clients send", async () => {
    await client.run("MoveStageTo", 1.5, -2);
    const [line] = readCommandLog(scope.folder);
    assert.equal(line?.command, "MoveStageTo");
    assert.equal(line?.line, "1.5, -2.");
    assert.equal(line?.client, 1);
    assert.ok(existsSync(join(scope.folder, "disk", "X", "nav", "slot-1.nav")));
  });
});
