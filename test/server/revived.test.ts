import assert from "node:assert/strict";
import type { DriveRequest } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { DriveSessionOptions } from "../../server/drivers/drive-session.js";
import { NetworkSession } from "../support/server-network-session.js";
import { deferred, until } from "../support/server-wait.js";

const TEN_MINUTES = 600;
/** The exposure in which the connection gets stuck. */
const STUCK = 2;
/** A later one, of another directive. */
const LATER = 5;

describe("a connection that comes back after ten minutes", function () {
  this.timeout(30_000);
  let session: NetworkSession;

  beforeEach(async () => {
    // The server does not give the old connection up by itself.
    session = await NetworkSession.start({ keepalive: { time_seconds: 3600, timeout_seconds: 3600 } });
  });

  afterEach(() => session.close());

  /**
   * Lets what is stuck go on its way after ten minutes, in the middle of an exposure.
   *
   * @param stick called in the middle of an exposure
   * @param held the exposure that lasts until then
   */
  async function revive(transport: DriveSessionOptions["transport"] & {}, held: number, stick: () => void) {
    const { network, driverTime } = session;
    const ending = deferred<void>();
    let since = 0;
    let isHolding = false;
    session.heard = async (command, times) => {
      if (command !== "expose") return;
      if (times === STUCK) {
        since = driverTime.nowSeconds();
        const before = session.collected!.core.epoch;
        stick();
        await until("another connection", () => (session.collected?.core.epoch ?? 0) > before);
      }
      if (times === held) {
        isHolding = true;
        await ending.promise;
      }
    };
    const driven = session.drive({ transport });
    await until("the driver to have gone on", () => isHolding, 20_000);
    await driverTime.pass(TEN_MINUTES - (driverTime.nowSeconds() - since));
    const collected = session.collected!;
    const taken: DriveRequest[] = [];
    const { receive } = collected;
    collected.receive = (request, raw) => {
      receive.call(collected, request, raw);
      if (request.epoch !== collected.core.epoch) taken.push(request);
    };
    const { epoch } = collected.core;
    const { connections } = network;
    const commands = session.commands().length;
    assert.ok(network.letGo() > 100, "something was on its way");
    await driverTime.pass(30);
    assert.equal(collected.core.epoch, epoch, "the old one does not take over");
    assert.equal(network.connections, connections, "the new one is not disturbed");
    assert.equal(session.commands().length, commands);
    ending.resolve();
    assert.equal(await driven, "finished");
    assert.equal(collected.core.epoch, epoch);
    assert.equal(network.connections, connections);
    assert.deepEqual(taken, []);
    await session.assertWhole();
  }

  for (const transport of ["stream", "exchange"] as const) {
    it(`has nothing to say any more (${transport})`, () => revive(transport, LATER, () => session.network.hold()));

    it(`can't take over by a hello that was stuck (${transport})`, () =>
      // In the same exposure: else what the driver has acknowledged since would do.
      revive(transport, STUCK, () => {
        const { network } = session;
        const { connections } = network;
        network.holdNew();
        network.cut();
        void until("a connection to be stuck", () => network.connections > connections).then(() => network.pass());
      }));
  }
});
