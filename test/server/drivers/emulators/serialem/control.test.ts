import assert from "node:assert/strict";
import { startCommand } from "../../../../../bin/terminal/child-process.js";
import { MisbehaviourSchedule } from "../../../../../server/drivers/emulators/serialem/misbehaviour-schedule.js";
import { misbehaviours } from "../../../../../server/drivers/emulators/serialem/misbehaviours/index.js";
import { SerialEmClient } from "../../../../../server/drivers/serialem/client/serialem-client.js";
import { readLedger } from "../../../../../server/microscope/ledger.js";
import { startTestEmulator, type TestEmulator } from "../../../../support/serialem-emulator.js";
import { LineClient, temporaryFolder } from "../../../../support/server-microscope.js";
import { until } from "../../../../support/server-wait.js";

let lastId = 0;

async function tell(control: LineClient, command: object): Promise<Record<string, unknown>> {
  const id = ++lastId;
  const answer = JSON.parse(await control.ask(JSON.stringify({ id, ...command }))) as Record<string, unknown>;
  assert.equal(answer.id, id);
  return answer;
}

describe("local control of the emulated SerialEM", () => {
  let scope: TestEmulator;
  let control: LineClient;

  beforeEach(async () => {
    scope = await startTestEmulator();
    control = await LineClient.connect(scope.controlPort);
  });

  afterEach(() => {
    control.close();
    scope.close();
  });

  it("says how the microscope stands", async () => {
    const client = await scope.client();
    await client.run("LoadCartridge", 2);
    await client.run("MoveStageTo", 3, 4);
    const { ok, loadedSlot, stage, externalControl, valvesOpen, busy } = await tell(control, { command: "state" });
    assert.deepEqual(
      { ok, loadedSlot, stage, externalControl, valvesOpen, busy },
      {
        ok: true,
        loadedSlot: 2,
        stage: { x: 3, y: 4, z: 0, tilt: 0 },
        externalControl: true,
        valvesOpen: true,
        busy: false,
      },
    );
  });

  it("makes things go wrong later, or for one command alone, and takes them back", async () => {
    const client = await scope.client();
    await tell(control, { command: "inject", misbehaviour: "close-valve", after: 2 });
    await tell(control, { command: "inject", misbehaviour: "land-elsewhere", options: { micrometers: 5 } });
    await tell(control, { command: "inject", misbehaviour: "stop", request: "Record" });
    assert.deepEqual(await client.run("ReportColumnOrGunValve"), [1]);
    await client.run("MoveStageTo", 0, 0);
    assert.deepEqual(await client.run("ReportStageXYZ"), [5, 0, 0]);
    assert.deepEqual(await client.run("ReportColumnOrGunValve"), [0]);
    await tell(control, { command: "clear" });
    await client.run("Record");
  });

  it("presses STOP and dismisses dialogs", async () => {
    assert.equal((await tell(control, { command: "stop" })).heard, false);
    const client = await scope.client();
    await tell(control, { command: "inject", misbehaviour: "modal-dialog" });
    const view = client.run("View");
    view.catch(() => {});
    await until("the dialog", () => scope.core.dialog.message !== undefined);
    assert.equal((await tell(control, { command: "state" })).busy, true);
    assert.equal((await tell(control, { command: "dismiss" })).dismissed, true);
    await assert.rejects(view, { name: "CommandFailedError" });
    assert.equal((await tell(control, { command: "stop" })).heard, true);
    assert.equal((await tell(control, { command: "state" })).stopPending, true);
    await assert.rejects(client.run("View"), { name: "OperatorStopError" });
  });

  it("says what is wrong with what it is told", async () => {
    for (const [command, words] of [
      [{ command: "explode" }, /not a command/],
      [{ command: "inject", misbehaviour: "slow-repyl" }, /unknown misbehaviour 'slow-repyl'.*slow-reply/],
      [{ command: "inject", misbehaviour: "slow-reply", options: { milliseconds: -1 } }, /milliseconds/],
    ] as const) {
      const { ok, error } = await tell(control, command);
      assert.equal(ok, false);
      assert.match(String(error), words);
    }
    assert.match(await control.ask("{"), /"ok":false/);
  });
});

describe("misbehaviour by chance", () => {
  const kinds = ["slow-reply", "stop"].map((name) => misbehaviours.get(name));

  function drawn(seed: number): string {
    const schedule = new MisbehaviourSchedule(new Map(kinds.map((kind) => [kind, 0.2])), seed);
    return Array.from({ length: 400 }, () => schedule.due("Record").map(({ kind }) => kind.name.slice(0, 2))).join();
  }

  it("is the same for the same seed, and as frequent as it was asked for", () => {
    assert.equal(drawn(3), drawn(3));
    assert.notEqual(drawn(3), drawn(4));
    const slow = drawn(5).match(/sl/g)?.length ?? 0;
    assert.ok(slow > 50 && slow < 115, `${slow} of 400`);
  });

  it("spares what it can't befall", () => {
    const schedule = new MisbehaviourSchedule(new Map([[misbehaviours.get("swap-grids"), 1]]));
    assert.deepEqual(schedule.due("Record"), []);
    assert.equal(schedule.due("LoadCartridge").length, 1);
  });
});

describe("cryogym emulate serialem", () => {
  it("runs as a process of its own that outlives its clients", async () => {
    const temporary = temporaryFolder();
    const folder = `${temporary.path}/scope`;
    const command = ["emulate", "serialem", "--scenario", "small-session", "--folder", folder, "--port", "0"];
    const running = await startCommand([...command, "--misbehave", "slow-reply=0.01", "--image-pixels", "16"]);
    try {
      const port = running.ready.port as number;
      const first = new SerialEmClient({ port });
      await first.connect();
      await first.run("LoadCartridge", 1);
      first.destroy();
      const second = new SerialEmClient({ port });
      await second.connect();
      assert.deepEqual(await second.run("ReportLoadedSlot"), [1, 0]);
      await second.run("ReadNavFile", "X:\\nav\\slot-1.nav");
      const [, x = 0, y = 0] = await second.numbers("ReportOtherItem", -1);
      const hole = (await second.run("GetVariable", "navNote"))[0];
      await second.run("MoveStageTo", x, y);
      await second.run("SetFrameBaseName", 0, 1, 0, "p-1");
      await second.run("Record");
      second.destroy();
      assert.deepEqual(
        readLedger(folder).map(({ shotId, target }) => [shotId, target]),
        [["p-1", hole]],
      );
    } finally {
      await running.stop();
      temporary.remove();
    }
  });

  it("refuses chances that are none", async () => {
    const command = ["emulate", "serialem", "--scenario", "small-session", "--folder", "nowhere", "--misbehave"];
    await assert.rejects(startCommand([...command, "slow-reply=2"]), /NAME=CHANCE/);
    await assert.rejects(startCommand([...command, "slow-repyl=0.5"]), /slow-reply/);
  });
});
