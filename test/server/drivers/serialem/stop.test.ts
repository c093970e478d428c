import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { SessionState } from "../../../../proto/gen/cryogym/v1alpha1/session_service.js";
import { readCommandLog } from "../../../../server/microscope/command-log.js";
import { readLedger } from "../../../../server/microscope/ledger.js";
import { type SerialEmProcesses, startSerialEmProcesses } from "../../../support/serialem-processes.js";
import { startTestServer, type TestServer } from "../../../support/server-in-process.js";

const SESSION = "monday";

describe("an operator's STOP in a session with SerialEM's driver", () => {
  let server: TestServer;
  let processes: SerialEmProcesses;

  beforeEach(async () => {
    server = await startTestServer({ policy: "raster", budgetMinutes: 30 });
    processes = await startSerialEmProcesses({ server: server.address, session: SESSION });
  });

  afterEach(async () => {
    await processes.close();
    await server.close();
  });

  const requests = () => readCommandLog(processes.scope).filter(({ command }) => command !== "").length;

  async function until(is: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await is())) await sleep(20);
  }

  async function isPaused(): Promise<boolean> {
    return (await server.describe(SESSION)).state === SessionState.PAUSED;
  }

  async function hasFault(): Promise<boolean> {
    return (await server.describe(SESSION)).faults.length > 0;
  }

  it("silences it until the session is resumed, over kills of the driver, and then it goes on", async () => {
    await processes.tell({ command: "inject", misbehaviour: "stop", request: "Record", after: 5 });
    await processes.start();
    await until(() => processes.stoppedAt() !== undefined);
    await until(isPaused);
    const sent = requests();
    const exposed = readLedger(processes.scope).length;
    for (let i = 0; i < 2; i++) {
      await sleep(200);
      await processes.kill();
      await processes.start();
    }
    await sleep(1000);
    assert.equal(requests(), sent);
    assert.ok(processes.stoppedAt() !== undefined);
    await server.resume(SESSION);
    assert.equal(await processes.driver()!.ended, 0);
    assert.equal(processes.stoppedAt(), undefined);
    const ids = readLedger(processes.scope).map(({ shotId }) => shotId);
    assert.ok(ids.length > exposed + 5, `${exposed}, then ${ids.length} exposures`);
    assert.equal(new Set(ids).size, ids.length);
  });

  it("that comes before the driver could tell what there is waits for the operator as well", async () => {
    await processes.tell({ command: "inject", misbehaviour: "stop", request: "ReportSlotStatus" });
    await processes.start();
    await until(() => processes.stoppedAt() !== undefined);
    await until(hasFault);
    await processes.kill();
    await processes.start();
    await sleep(500);
    assert.equal(await hasFault(), true);
    await server.resume(SESSION);
    assert.equal(await processes.driver()!.ended, 0);
    assert.ok(readLedger(processes.scope).length > 5);
  });
});
