import assert from "node:assert/strict";
import { type ServiceError, status } from "@grpc/grpc-js";
import {
  Capabilities,
  CollectionServiceService,
  Hello,
  ShotState,
} from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { TargetStatus } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import { collectionServiceSuite } from "../../support/server-collection-suite.js";
import { instrumentOf } from "../../support/server-options.js";
import {
  completed,
  position,
  ScriptedDriver,
  shotReport,
  shotsOf,
  survey,
  surveyComplete,
  surveyedTargets,
} from "../../support/server-scripted-driver.js";

const { FAILED_PRECONDITION, INVALID_ARGUMENT, OK } = status;

describe("CollectionService", () => {
  const suite = collectionServiceSuite();

  describe("greeting", () => {
    it("expects hello first", async () => {
      const rude = suite.driver();
      rude.say(survey());
      await suite.assertEnds(rude, FAILED_PRECONDITION, "expected hello", "got survey");
      const silent = suite.driver();
      silent.say(undefined);
      await suite.assertEnds(silent, FAILED_PRECONDITION, "expected hello");
    });

    it("refuses keys that can't name a session", async () => {
      for (const key of ["", "a b", "../up", "x".repeat(65), "é"]) {
        const bad = new ScriptedDriver(suite.server.collection, key);
        void bad.hello().catch(() => {});
        await suite.assertEnds(bad, INVALID_ARGUMENT, "hello.session_key", "expected 1 to 64");
      }
    });

    it("refuses a driver that can't expose, and one without capabilities", async () => {
      for (const capabilities of [Capabilities.fromPartial({ load: true, halt: true }), undefined]) {
        const idle = suite.driver();
        const { sessionKey } = idle;
        const instrument = instrumentOf(sessionKey);
        const hello = Hello.create({ sessionKey, instrument, driver: "idle", version: "0", capabilities });
        idle.send({ message: { $case: "hello", hello } });
        await suite.assertEnds(idle, FAILED_PRECONDITION, "hello.capabilities.acquire");
      }
    });

    it("refuses a second hello on one stream", async () => {
      const twice = suite.driver();
      await twice.hello();
      const hello = Hello.fromPartial({ sessionKey: twice.sessionKey, driver: "twice", version: "0" });
      twice.say({ $case: "hello", hello });
      await suite.assertEnds(twice, FAILED_PRECONDITION, "hello came a second time");
    });
  });

  describe("numbers", () => {
    it("names the number that it expected after a gap", async () => {
      const hasty = suite.driver();
      await hasty.hello();
      hasty.say(survey());
      hasty.say(position(""), { seq: 4 });
      await suite.assertEnds(hasty, FAILED_PRECONDITION, "expected message number 2, got 4");
    });

    it("takes the missing messages on the next stream", async () => {
      const hasty = suite.driver();
      await hasty.hello();
      hasty.say(survey());
      hasty.say(position(""), { seq: 4 });
      await hasty.ended;
      const again = suite.driver(hasty);
      assert.equal(await again.hello(), 1);
      again.seq = 1;
      again.say(position(""));
      again.say(surveyComplete());
      assert.equal((await again.nextDirective()).kind?.$case, "loadGrid");
      again.cancel();
    });

    it("acknowledges a known number again and ignores its message", async () => {
      const at = await suite.driverAtShot();
      const { id } = at.directive!;
      const [shot] = shotsOf(at.directive!);
      at.say(shotReport(id, shot!.id, ShotState.STARTED));
      at.say(shotReport(id, shot!.id, ShotState.DONE));
      await at.heard();
      const { seq, epoch } = at;
      const before = at.received.length;
      at.send({ epoch, seq, ack: at.ack, message: shotReport(id, shot!.id, ShotState.DONE) });
      at.send({ epoch, seq: 1, ack: at.ack, message: survey() });
      await at.response("two more", () => at.received.length >= before + 2);
      for (const response of at.received.slice(before)) {
        assert.deepEqual(response, { epoch, seq: 0, ack: seq, message: undefined });
      }
      assert.equal((await suite.server.describe(at.sessionKey)).exposures, 1);
      at.say(completed(id, 60));
      await at.finish(await at.nextDirective());
      await suite.assertEnds(at, OK);
    });

    it("refuses an acknowledgement of what was never sent, in hello too", async () => {
      const early = suite.driver();
      await early.hello();
      early.say(survey(), { ack: 1 });
      await suite.assertEnds(early, FAILED_PRECONDITION, "message 1 is acknowledged, but only 0 were sent");
      const liar = suite.driver();
      liar.ack = 7;
      void liar.hello().catch(() => {});
      await suite.assertEnds(liar, FAILED_PRECONDITION, "message 7 is acknowledged, but only 0 were sent");
    });

    it("refuses numbers that no reader of this program can hold", async () => {
      const huge = suite.driver();
      await huge.hello();
      huge.say(survey(), { seq: 2 ** 63 });
      assert.notEqual((await huge.ended).code, OK);
      await suite.assertServes();
    });
  });

  describe("epochs", () => {
    it("refuses a message of an older one", async () => {
      const first = suite.driver();
      await first.begin();
      first.cancel();
      await first.ended;
      const second = suite.driver(first);
      await second.hello();
      assert.equal(second.epoch, first.epoch + 1);
      second.say(position("1"), { epoch: first.epoch });
      await suite.assertEnds(second, FAILED_PRECONDITION, `epoch ${first.epoch} is over; expected ${second.epoch}`);
    });

    it("ends the first stream when a second one says hello", async () => {
      const first = suite.driver();
      await first.begin();
      const second = suite.driver(first);
      await second.hello();
      await suite.assertEnds(first, FAILED_PRECONDITION, `epoch 1 is over`, "connected again as epoch 2");
      await second.finish(second.directive!);
      await suite.assertEnds(second, OK);
      assert.equal((await suite.server.describe(second.sessionKey)).exposures, 11);
    });

    it("sends what was not acknowledged again, with its number and directive", async () => {
      const first = suite.driver();
      const directive = await first.begin();
      first.cancel();
      await first.ended;
      const second = suite.driver(first);
      second.ack = 0;
      second.directive = undefined;
      assert.equal(await second.hello(), 3);
      assert.equal(second.epoch, 2);
      const again = await second.response("directive", ({ message }) => message?.$case === "directive");
      assert.equal(again.seq, 1);
      assert.equal(again.epoch, 2);
      assert.deepEqual(second.directive, directive);
      // Acknowledged with hello, it is not sent a third time.
      const third = suite.driver(second);
      await third.hello();
      third.carryOut(directive);
      await third.nextDirective();
      assert.deepEqual(
        third.received.map(({ seq }) => seq).filter((seq) => seq !== 0),
        [2],
      );
      third.cancel();
    });

    it("keeps what it has to say while no driver is there", async () => {
      const first = suite.driver();
      await first.begin();
      first.cancel();
      await first.ended;
      const haltId = await suite.server.halt(first.sessionKey, "lunch");
      const second = suite.driver(first);
      await second.hello();
      const halt = await second.response("halt", ({ message }) => message?.$case === "halt");
      assert.equal(halt.seq, 2);
      assert.equal(halt.message?.$case === "halt" && halt.message.halt.haltId, haltId);
      second.say({ $case: "halted", halted: { directiveId: "", haltId } });
      await second.heard();
      second.cancel();
    });

    it("asks what has become of a directive that a driver had and does not know", async () => {
      const first = suite.driver();
      const { id } = await first.begin();
      first.carryOut(first.directive!);
      const next = await first.nextDirective();
      first.say({ $case: "directiveAcknowledged", directiveAcknowledged: { directiveId: next.id } });
      await first.heard();
      first.cancel();
      await first.ended;
      const second = suite.driver(first);
      second.inFlight = "";
      await second.hello();
      const { message } = await second.response("question", (response) => response.message?.$case === "reconcile");
      assert.equal(message?.$case === "reconcile" && message.reconcile.directiveId, next.id);
      second.say({ $case: "reconciled", reconciled: { directiveId: next.id, clean: true, detail: "" } });
      const again = await second.nextDirective();
      assert.ok(again.id > next.id && next.id > id);
      assert.deepEqual(again.kind, next.kind);
      second.cancel();
    });

    it("welcomes a driver that comes back after the end, and ends", async () => {
      const first = suite.driver();
      await first.finish(await first.begin());
      await first.ended;
      const late = suite.driver(first);
      assert.equal(await late.hello(), first.seq);
      await suite.assertEnds(late, OK);
    });
  });

  describe("messages", () => {
    it("refuses one without a body", async () => {
      const mute = suite.driver();
      await mute.hello();
      mute.say(undefined);
      await suite.assertEnds(mute, INVALID_ARGUMENT, "no body", "DriveRequest.message");
    });

    it("refuses a clock that is no time", async () => {
      for (const instrumentSeconds of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
        const odd = suite.driver();
        await odd.hello();
        odd.say(survey(), { instrumentSeconds });
        await suite.assertEnds(odd, INVALID_ARGUMENT, "instrument_seconds", String(instrumentSeconds));
      }
    });

    it("does not take a message in that it refuses", async () => {
      const sloppy = suite.driver();
      await sloppy.hello();
      const bad = surveyedTargets().map((target) => ({ ...target, status: TargetStatus.UNSPECIFIED }));
      sloppy.say(survey(bad));
      await suite.assertEnds(sloppy, INVALID_ARGUMENT, "status");
      const better = suite.driver(sloppy);
      assert.equal(await better.hello(), 0);
      better.seq = 0;
      better.say(survey());
      better.say(position(""));
      better.say(surveyComplete());
      await better.finish(await better.nextDirective());
      await suite.assertEnds(better, OK);
      assert.equal((await suite.server.describe(better.sessionKey)).exposures, 11);
    });

    it("ends a stream of bytes that are no message", async () => {
      const { path } = CollectionServiceService.drive;
      for (const bytes of ["ff", "0801ffff", "52ffffffff0f", "0a"]) {
        const raw = suite.server.collection.makeBidiStreamRequest(
          path,
          (buffer: Buffer) => buffer,
          (buffer) => buffer,
        );
        const ended = new Promise<ServiceError>((resolve) => raw.on("error", resolve));
        raw.on("data", () => {});
        raw.write(Buffer.from(bytes, "hex"));
        assert.notEqual((await ended).code, OK);
      }
      await suite.assertServes();
    });
  });
});
