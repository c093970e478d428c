import assert from "node:assert/strict";
import { misbehaviours } from "../../../../../server/drivers/emulators/serialem/misbehaviours/index.js";
import type { SerialEmClient } from "../../../../../server/drivers/serialem/client/serialem-client.js";
import type { CommandAlarm } from "../../../../../server/drivers/serialem/client/watchdog.js";
import { pixels } from "../../../../../server/drivers/serialem/wire/image.js";
import { readCommandLog } from "../../../../../server/microscope/command-log.js";
import { readLedger } from "../../../../../server/microscope/ledger.js";
import { startTestEmulator, type TestEmulator } from "../../../../support/serialem-emulator.js";
import { until } from "../../../../support/server-wait.js";

describe("client of SerialEM at an emulator that behaves badly", () => {
  let scope: TestEmulator;
  let client: SerialEmClient;
  const alarms: CommandAlarm[] = [];

  beforeEach(async () => {
    alarms.length = 0;
    scope = await startTestEmulator({ mostChunkBytes: 900 });
    client = await scope.client({ alarmAfterSeconds: 0.05, alarm: (alarm) => alarms.push(alarm) });
    await client.run("LoadCartridge", 1);
    const { x, y } = scope.at("1.1.1");
    await client.run("MoveStageTo", x, y);
    await client.run("SetFrameBaseName", 0, 1, 0, "a-1");
  });

  afterEach(() => scope.close());

  const records = () => readCommandLog(scope.folder).filter(({ command }) => command === "Record").length;

  it("waits for a slow reply, alarmed, and sends nothing again", async () => {
    scope.misbehave("slow-reply", { milliseconds: 180 });
    await client.run("Record");
    assert.ok(alarms.length >= 2);
    assert.equal(records(), 1);
  });

  for (const [name, options] of [
    ["lose-reply", {}],
    ["reset-mid-frame", { afterBytes: 6 }],
    ["reset-mid-frame", { afterBytes: 23 }],
    ["reset-mid-frame", { afterBytes: 0 }],
  ] as const) {
    it(`says of ${name} ${JSON.stringify(options)} that it can't be told, and can look what became of it`, async () => {
      scope.misbehave(name, options, { request: "Record" });
      await assert.rejects(client.run("Record"), { name: "ReplyLostError", refused: false });
      assert.equal(readLedger(scope.folder).length, 1, "it was exposed");
      await assert.rejects(client.run("Record"), { name: "NotConnectedError", refused: true });
      await client.connect();
      await client.run("ReportNumExeFuncs");
      const [, , file] = await client.run("ReportLastFrameFile");
      assert.match(file as string, /^a-1_/);
      assert.equal(records(), 1);
    });
  }

  it("puts an image together that is split anywhere", async () => {
    await client.run("View");
    const whole = await client.image("A");
    assert.equal(whole?.bytes.length, 2048);
    for (let border = 1; border < 60; border += 7) {
      scope.misbehave("split-image", { at: [border, border + 1, 32 + border * 30] });
      assert.deepEqual(await client.image("A"), whole);
    }
    scope.misbehave("split-image");
    assert.deepEqual(await client.image("A"), whole);
  });

  it("loses an image that is reset in its middle, and gets it again", async () => {
    await client.run("View");
    scope.misbehave("reset-mid-frame", { afterBytes: 1500 });
    await assert.rejects(client.image("A"), { name: "ReplyLostError" });
    await client.connect();
    assert.equal((await client.image("A"))?.bytes.length, 2048);
  });

  it("waits for a dialog until somebody dismisses it, and is told that the command failed", async () => {
    scope.misbehave("modal-dialog", { message: "The camera did not answer" });
    const record = client.run("Record");
    record.catch(() => {});
    await until("two alarms", () => alarms.length >= 2);
    assert.equal(scope.core.dialog.message, "The camera did not answer");
    assert.equal(scope.core.dialog.dismiss(), true);
    await assert.rejects(record, { name: "CommandFailedError", said: "The camera did not answer" });
    assert.equal(readLedger(scope.folder).length, 0);
  });

  it("has no dialogs after NoMessageBoxOnError", async () => {
    await client.run("NoMessageBoxOnError", 1);
    scope.misbehave("modal-dialog");
    await assert.rejects(client.run("Record"), { name: "CommandFailedError" });
  });

  it("is stopped at a dialog by the operator", async () => {
    scope.misbehave("modal-dialog");
    const record = client.run("Record");
    record.catch(() => {});
    await until("the dialog", () => scope.core.dialog.message !== undefined);
    scope.core.control.stop();
    await assert.rejects(record, { name: "OperatorStopError", refused: false });
  });

  it("sees valves that closed, dewars that are filled, and a stage that landed elsewhere", async () => {
    scope.misbehave("close-valve");
    scope.misbehave("fill-dewar", { seconds: 30 });
    await client.run("Record");
    assert.deepEqual(await client.run("ReportColumnOrGunValve"), [0]);
    const image = await client.image("A");
    assert.ok(image !== undefined && Math.max(...pixels(image)) < 10, "a dark image");
    assert.equal(readLedger(scope.folder).length, 0);
    assert.deepEqual(await client.run("AreDewarsFilling"), [1]);
    await client.run("Delay", 29, "sec");
    assert.deepEqual(await client.run("AreDewarsFilling"), [1]);
    await client.run("ManageDewarsAndPumps", -1);
    assert.deepEqual(await client.run("AreDewarsFilling"), [0]);
    scope.misbehave("land-elsewhere", { micrometers: 12 });
    await client.run("MoveStageTo", 10, 20);
    assert.deepEqual(await client.run("ReportStageXYZ"), [22, 20, 0]);
  });

  it("can't see that two grids are swapped but by what is on the stage", async () => {
    scope.misbehave("swap-grids", { slots: [1, 2] });
    assert.deepEqual(await client.run("ReportSlotStatus", 1), [1]);
    await client.run("LoadCartridge", 2);
    assert.deepEqual(await client.run("ReportLoadedSlot"), [2, 0]);
    const { x, y } = scope.at("1.1.1.1");
    await client.run("MoveStageTo", x, y);
    await client.run("Record");
    assert.deepEqual(
      readLedger(scope.folder).map(({ target }) => target),
      ["1.1.1.1"],
    );
  });

  it("hears of STOP by the command it interrupts, and sends nothing more", async () => {
    scope.misbehave("stop", { when: "during" });
    await assert.rejects(client.run("Record"), { name: "OperatorStopError", refused: false });
    await assert.rejects(client.run("Record"), { name: "OperatorStopError", refused: true });
    assert.equal(records(), 1);
  });

  it("hears of STOP by the next command, which is not begun", async () => {
    scope.misbehave("stop", { when: "after" });
    await client.run("Record");
    await assert.rejects(client.run("Record"), { name: "OperatorStopError", refused: true });
    assert.equal(readLedger(scope.folder).length, 1);
  });

  it("is answered and cut off when a second client comes while its command runs", async () => {
    scope.misbehave("second-client", {}, { request: "Record" });
    await client.run("Record");
    await until("it is cut off", () => !client.isConnected);
    await assert.rejects(client.run("Record"), { name: "NotConnectedError", refused: true });
    await client.connect();
    await client.run("Record");
    assert.equal(readLedger(scope.folder).length, 2);
  });

  it("has been tested with every misbehaviour that there is", () => {
    const tested = ["close-valve", "fill-dewar", "land-elsewhere", "lose-reply", "modal-dialog", "reset-mid-frame"];
    tested.push("second-client", "slow-reply", "split-image", "stop", "swap-grids");
    assert.deepEqual(misbehaviours.names().sort(), tested);
  });
});
