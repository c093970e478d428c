import assert from "node:assert/strict";
import { status } from "@grpc/grpc-js";
import { ShotState } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { ReceiptStatus, type ShotOutcome } from "../../proto/gen/cryogym/v1alpha1/results_service.js";
import { rawEvents, startTestServer, type TestServer } from "../support/server-in-process.js";
import { instrumentsFor } from "../support/server-options.js";
import { completed, ScriptedDriver, shotReport, shotsOf } from "../support/server-scripted-driver.js";

const { ACCEPTED, DUPLICATE, UNKNOWN_SHOT, EARLY, SUPERSEDED, NOT_EXPOSED } = ReceiptStatus;

describe("ResultsService", () => {
  let server: TestServer;
  let sessions = 0;

  before(async () => {
    server = await startTestServer({ instruments: instrumentsFor(200) });
  });

  after(() => server.close());

  interface AtShot {
    readonly driver: ScriptedDriver;
    readonly sessionKey: string;
    readonly directiveId: string;
    readonly shotId: string;
  }

  /** A session of its own in which a shot is asked for and not begun. */
  async function atShot(): Promise<AtShot> {
    const sessionKey = `session-${++sessions}`;
    const driver = new ScriptedDriver(server.collection, sessionKey);
    const { id: directiveId } = await driver.untilAcquire(await driver.begin());
    return { driver, sessionKey, directiveId, shotId: shotsOf(driver.directive!)[0]!.id };
  }

  /** The shot reaches these states. */
  async function advance({ driver, directiveId, shotId }: AtShot, ...states: ShotState[]): Promise<void> {
    for (const state of states) driver.say(shotReport(directiveId, shotId, state));
    await driver.heard();
  }

  /** Reports one outcome. @param ctfResolutionAngstrom undefined where the fit failed */
  async function report(
    { sessionKey, shotId }: { readonly sessionKey: string; readonly shotId: string },
    ctfResolutionAngstrom: number | undefined,
    { revision = 0, source = "pipeline" } = {},
  ): Promise<ReceiptStatus> {
    const outcome = { shotId, revision, ctfResolutionAngstrom };
    const { receipts } = await server.report({ sessionKey, source, outcomes: [outcome] });
    assert.deepEqual(
      receipts.map((receipt) => receipt.shotId),
      [shotId],
    );
    return receipts[0]!.status;
  }

  /** `exposures/results/good` of a session. */
  async function counts(sessionKey: string): Promise<string> {
    const { exposures, results, good } = await server.describe(sessionKey);
    return `${exposures}/${results}/${good}`;
  }

  it("takes an outcome after the shot is done", async () => {
    const at = await atShot();
    await advance(at, ShotState.STARTED, ShotState.DONE);
    assert.equal(await counts(at.sessionKey), "1/0/0");
    assert.equal(await report(at, 4), ACCEPTED);
    assert.equal(await counts(at.sessionKey), "1/1/1");
    at.driver.cancel();
  });

  it("keeps an outcome that comes before the shot is done", async () => {
    const at = await atShot();
    assert.equal(await report(at, 4), EARLY);
    assert.equal(await counts(at.sessionKey), "0/0/0");
    await advance(at, ShotState.STARTED);
    assert.equal(await counts(at.sessionKey), "0/0/0");
    await advance(at, ShotState.DONE);
    assert.equal(await counts(at.sessionKey), "1/1/1");
    at.driver.cancel();
  });

  it("counts an outcome once, however often and by whomever it is reported", async () => {
    const at = await atShot();
    assert.equal(await report(at, 4), EARLY);
    assert.equal(await report(at, 4), DUPLICATE);
    await advance(at, ShotState.STARTED, ShotState.DONE);
    assert.equal(await report(at, 9), DUPLICATE);
    assert.equal(await report(at, 9, { source: "second opinion" }), SUPERSEDED);
    assert.equal(await counts(at.sessionKey), "1/1/1");
    assert.equal(await report(at, 9, { revision: 2 }), ACCEPTED);
    assert.equal(await counts(at.sessionKey), "1/1/0");
    assert.equal(await report(at, 4, { revision: 1 }), SUPERSEDED);
    assert.equal(await counts(at.sessionKey), "1/1/0");
    at.driver.say(completed(at.directiveId, 60));
    await at.driver.finish(await at.driver.nextDirective());
    await at.driver.ended;
    const kinds = (await rawEvents(server.address, at.sessionKey)).map(({ event }) => event?.$case);
    assert.deepEqual(
      kinds.filter((kind) => kind === "resulted" || kind === "corrected"),
      ["resulted", "corrected"],
    );
  });

  it("takes a failed fit and a bad one as results that are not good", async () => {
    for (const ctfResolutionAngstrom of [undefined, 6.01]) {
      const at = await atShot();
      await advance(at, ShotState.STARTED, ShotState.DONE);
      assert.equal(await report(at, ctfResolutionAngstrom), ACCEPTED);
      assert.equal(await counts(at.sessionKey), "1/1/0");
      at.driver.cancel();
    }
  });

  it("gives one receipt for each outcome, in their order", async () => {
    const at = await atShot();
    const outcomes = [at.shotId, "nothing", at.shotId].map((shotId) => ({
      shotId,
      revision: 0,
      ctfResolutionAngstrom: 4,
    }));
    const { receipts } = await server.report({ sessionKey: at.sessionKey, source: "pipeline", outcomes });
    assert.deepEqual(
      receipts.map((receipt) => [receipt.shotId, receipt.status]),
      [
        [at.shotId, EARLY],
        ["nothing", UNKNOWN_SHOT],
        [at.shotId, DUPLICATE],
      ],
    );
    at.driver.cancel();
  });

  it("changes nothing by an outcome of a shot that was not made", async () => {
    const { STARTED, FAILED, UNKNOWN, DROPPED } = ShotState;
    for (const states of [[STARTED, FAILED], [STARTED, UNKNOWN], [DROPPED]]) {
      const at = await atShot();
      await advance(at, ...states);
      assert.equal(await report(at, 4), NOT_EXPOSED);
      assert.equal(await counts(at.sessionKey), "0/0/0");
      at.driver.cancel();
    }
  });

  it("takes outcomes that come after the session's end, and tells of them", async () => {
    const at = await atShot();
    const made = await at.driver.finish(at.driver.directive!);
    await at.driver.ended;
    for (const { id } of made) assert.equal(await report({ sessionKey: at.sessionKey, shotId: id }, 4), ACCEPTED);
    assert.equal(await counts(at.sessionKey), "11/11/11");
    const kinds = (await server.events(at.sessionKey)).map(({ kind }) => kind);
    const end = kinds.indexOf("ended");
    assert.equal(kinds.lastIndexOf("ended"), end);
    assert.equal(kinds.slice(end).filter((kind) => kind === "resulted").length, 11);
  });

  it("takes an outcome back, and lets another follow", async () => {
    const at = await atShot();
    const { sessionKey, shotId } = at;
    await advance(at, ShotState.STARTED, ShotState.DONE);
    assert.equal(await report(at, 4), ACCEPTED);
    const outcomes = [{ shotId, revision: 1, withdrawn: true }];
    const { receipts } = await server.report({ sessionKey, source: "pipeline", outcomes });
    assert.equal(receipts[0]!.status, ACCEPTED);
    assert.equal(await counts(sessionKey), "1/0/0");
    assert.equal(await report(at, 5, { revision: 2 }), ACCEPTED);
    assert.equal(await counts(sessionKey), "1/1/1");
    at.driver.cancel();
  });

  it("does not know shots of other sessions", async () => {
    const [one, other] = [await atShot(), await atShot()];
    assert.equal(await report({ sessionKey: one.sessionKey, shotId: other.shotId }, 4), UNKNOWN_SHOT);
    one.driver.cancel();
    other.driver.cancel();
  });

  describe("refuses", () => {
    const known = { shotId: "x", revision: 0, ctfResolutionAngstrom: 4 };

    async function assertRefused(
      request: Partial<{ sessionKey: string; source: string; outcomes: Partial<ShotOutcome>[] }>,
      code: status,
      words: RegExp,
    ): Promise<void> {
      const { sessionKey } = await atShot();
      const whole = { sessionKey, source: "pipeline", outcomes: [known], ...request };
      await assert.rejects(server.report(whole), (error: Error & { code?: number; details?: string }) => {
        assert.equal(status[error.code!], status[code]);
        assert.match(error.details!, words);
        return true;
      });
    }

    it("sessions that do not exist", async () => {
      await assertRefused({ sessionKey: "nobody" }, status.NOT_FOUND, /no session 'nobody'/);
    });

    it("numbers that are no resolution, by their place", async () => {
      for (const ctfResolutionAngstrom of [Number.NaN, Number.POSITIVE_INFINITY, 0, -4]) {
        const outcomes = [known, { ...known, ctfResolutionAngstrom }];
        await assertRefused(
          { outcomes },
          status.INVALID_ARGUMENT,
          /outcomes\[1\]\.ctf_resolution_angstrom: expected a finite number/,
        );
      }
    });

    it("the whole batch if one entry is wrong", async () => {
      const at = await atShot();
      await advance(at, ShotState.STARTED, ShotState.DONE);
      const outcomes = [
        { ...known, shotId: at.shotId },
        { ...known, shotId: "" },
      ];
      await assert.rejects(server.report({ sessionKey: at.sessionKey, source: "pipeline", outcomes }), /shot_id/);
      assert.equal(await counts(at.sessionKey), "1/0/0");
      at.driver.cancel();
    });

    it("sources without a name or with too long a one, and batches that are too long", async () => {
      await assertRefused({ source: "" }, status.INVALID_ARGUMENT, /source/);
      await assertRefused({ source: "x".repeat(65) }, status.INVALID_ARGUMENT, /source/);
      const outcomes = Array.from({ length: 1001 }, () => known);
      await assertRefused({ outcomes }, status.INVALID_ARGUMENT, /outcomes: expected at most 1,000/);
    });
  });
});
