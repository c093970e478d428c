import assert from "node:assert/strict";
import { status } from "@grpc/grpc-js";
import { FailureCategory, ShotState } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { SessionState } from "../../../proto/gen/cryogym/v1alpha1/session_service.js";
import { collectionServiceSuite } from "../../support/server-collection-suite.js";
import { completed, type Said, shotReport, shotsOf } from "../../support/server-scripted-driver.js";

const { FAILED_PRECONDITION, INVALID_ARGUMENT, OK } = status;

describe("CollectionService", () => {
  const suite = collectionServiceSuite();

  describe("directives", () => {
    it("refuses news of another one than is in flight", async () => {
      const messages: Said[] = [
        completed("other"),
        { $case: "directiveAcknowledged", directiveAcknowledged: { directiveId: "other" } },
        shotReport("other", "other-01", ShotState.STARTED),
      ];
      for (const message of messages) {
        const confused = suite.driver();
        const { id } = await confused.begin();
        confused.say(message);
        await suite.assertEnds(confused, FAILED_PRECONDITION, "'other'", `expected '${id}'`);
      }
    });

    it("refuses news of a directive when none is in flight", async () => {
      const early = suite.driver();
      await early.hello();
      early.say(completed("x"));
      await suite.assertEnds(early, FAILED_PRECONDITION, "none is in flight");
    });

    it("refuses a second completion", async () => {
      const twice = suite.driver();
      const { id } = await twice.begin();
      twice.say(completed(id));
      twice.say(completed(id));
      await suite.assertEnds(twice, FAILED_PRECONDITION, `'${id}'`, "expected");
    });

    it("refuses completion while shots are open", async () => {
      for (const begun of [false, true]) {
        const at = await suite.driverAtShot();
        const { id } = at.directive!;
        const [shot] = shotsOf(at.directive!);
        if (begun) at.say(shotReport(id, shot!.id, ShotState.STARTED));
        at.say(completed(id));
        await suite.assertEnds(at, FAILED_PRECONDITION, `'${id}'`, `'${shot!.id}'`);
      }
    });

    it("refuses durations that are no durations", async () => {
      for (const seconds of [Number.NaN, Number.NEGATIVE_INFINITY, -0.5]) {
        const at = suite.driver();
        const { id } = await at.begin();
        at.say(completed(id, seconds));
        await suite.assertEnds(at, INVALID_ARGUMENT, "directive_completed.duration_seconds", String(seconds));

        const other = suite.driver();
        const { id: directiveId } = await other.begin();
        const category = FailureCategory.TRANSIENT;
        const directiveFailed = { directiveId, category, detail: "", durationSeconds: seconds };
        other.say({ $case: "directiveFailed", directiveFailed });
        await suite.assertEnds(other, INVALID_ARGUMENT, "directive_failed.duration_seconds", String(seconds));

        const exposing = await suite.driverAtShot();
        const acquire = exposing.directive!;
        const [shot] = shotsOf(acquire);
        exposing.say(shotReport(acquire.id, shot!.id, ShotState.STARTED));
        exposing.say(shotReport(acquire.id, shot!.id, ShotState.DONE, seconds));
        await suite.assertEnds(exposing, INVALID_ARGUMENT, "shot.duration_seconds", String(seconds));
      }
    });

    it("gives the next one after a failure, and waits for an operator after five in a row", async () => {
      const unlucky = suite.driver();
      let directive = await unlucky.begin();
      for (let failure = 1; ; failure++) {
        const category = FailureCategory.TRANSIENT;
        const failed = { directiveId: directive.id, category, detail: `try ${failure}`, durationSeconds: 10 };
        unlucky.say({ $case: "directiveFailed", directiveFailed: failed });
        if (failure === 5) break;
        const next = await unlucky.nextDirective();
        assert.notEqual(next.id, directive.id);
        directive = next;
      }
      await unlucky.response("pause", ({ message }) => message?.$case === "pause");
      const { state, haltReason, clockSeconds } = await suite.server.describe(unlucky.sessionKey);
      assert.equal(state, SessionState.PAUSED);
      assert.match(haltReason, /5 failures in a row.*an operator is needed: try 5/);
      assert.equal(clockSeconds, 50);
      await suite.server.resume(unlucky.sessionKey);
      await unlucky.response("resume", ({ message }) => message?.$case === "resume");
      const { id } = directive;
      await unlucky.response("directive", ({ message }) => {
        return message?.$case === "directive" && message.directive.id > id;
      });
      assert.equal((await unlucky.finish(unlucky.directive!)).length, 11);
      await suite.assertEnds(unlucky, OK);
    });

    it("waits for an operator at once when hardware failed", async () => {
      const broken = suite.driver();
      const { id } = await broken.begin();
      const failed = { directiveId: id, category: FailureCategory.HARDWARE, detail: "no vacuum", durationSeconds: 0 };
      broken.say({ $case: "directiveFailed", directiveFailed: failed });
      await broken.response("pause", ({ message }) => message?.$case === "pause");
      const { state, haltReason } = await suite.server.describe(broken.sessionKey);
      assert.equal(state, SessionState.PAUSED);
      assert.equal(haltReason, "an operator is needed: no vacuum");
      broken.cancel();
    });

    it("gives no directive to what was found unusable", async () => {
      const picky = suite.driver();
      let directive = await picky.begin();
      assert.equal(directive.kind?.$case, "loadGrid");
      const category = FailureCategory.TARGET_UNUSABLE;
      const failed = { directiveId: directive.id, category, detail: "broken grid", durationSeconds: 5 };
      picky.say({ $case: "directiveFailed", directiveFailed: failed });
      directive = await picky.nextDirective();
      assert.equal(directive.kind?.$case === "loadGrid" && directive.kind.loadGrid.targetId, "2");
      const made = await picky.finish(directive);
      assert.deepEqual(
        made.map(({ targetId }) => targetId),
        ["2.1.1.1", "2.1.1.2", "2.1.1.3", "2.1.1.4"],
      );
    });
  });

  describe("shots", () => {
    it("refuses a state that is not said, and one that is not known", async () => {
      for (const state of [ShotState.UNSPECIFIED, 99 as ShotState]) {
        const at = await suite.driverAtShot();
        at.say(shotReport(at.directive!.id, shotsOf(at.directive!)[0]!.id, state));
        await suite.assertEnds(at, INVALID_ARGUMENT, "shot.state");
      }
    });

    it("refuses a shot that no directive lists", async () => {
      const at = await suite.driverAtShot();
      at.say(shotReport(at.directive!.id, "unlisted", ShotState.STARTED));
      await suite.assertEnds(at, FAILED_PRECONDITION, "'unlisted'");
    });

    it("refuses to go backwards or to leave a state out", async () => {
      const { STARTED, DONE, FAILED, UNKNOWN, DROPPED } = ShotState;
      const histories: [ShotState[], string][] = [
        [[DONE], "expected started or dropped"],
        [[STARTED, STARTED], "expected done or failed or unknown"],
        [[STARTED, DROPPED], "expected done or failed or unknown"],
        [[STARTED, DONE, STARTED], "expected nothing more"],
        [[STARTED, DONE, DONE], "expected nothing more"],
        [[STARTED, UNKNOWN, DONE], "expected nothing more"],
        [[STARTED, FAILED, DONE], "expected nothing more"],
        [[DROPPED, STARTED], "expected nothing more"],
      ];
      for (const [states, words] of histories) {
        const at = await suite.driverAtShot();
        const [shot] = shotsOf(at.directive!);
        for (const state of states) at.say(shotReport(at.directive!.id, shot!.id, state));
        await suite.assertEnds(at, FAILED_PRECONDITION, `'${shot!.id}'`, words);
      }
    });

    it("never asks for a hole again whose shot failed or is unknown, but does for a dropped one", async () => {
      const { STARTED, FAILED, UNKNOWN, DROPPED } = ShotState;
      for (const [states, again] of [
        [[STARTED, FAILED], false],
        [[STARTED, UNKNOWN], false],
        [[DROPPED], true],
      ] as const) {
        const at = await suite.driverAtShot();
        const [shot] = shotsOf(at.directive!);
        for (const state of states) at.say(shotReport(at.directive!.id, shot!.id, state));
        at.say(completed(at.directive!.id, 60));
        const made = await at.finish(await at.nextDirective());
        assert.equal(
          made.some(({ targetId }) => targetId === shot!.targetId),
          again,
        );
        assert.ok(made.every(({ id }) => id !== shot!.id));
        assert.equal((await suite.server.describe(at.sessionKey)).exposures, made.length);
      }
    });

    it("gives up a hole whose shot was started when its directive failed", async () => {
      const at = await suite.driverAtShot();
      const { id } = at.directive!;
      const [shot] = shotsOf(at.directive!);
      at.say(shotReport(id, shot!.id, ShotState.STARTED));
      const failed = { directiveId: id, category: FailureCategory.TRANSIENT, detail: "?", durationSeconds: 3 };
      at.say({ $case: "directiveFailed", directiveFailed: failed });
      const made = await at.finish(await at.nextDirective());
      assert.ok(made.every(({ targetId }) => targetId !== shot!.targetId));
      assert.equal(made.length, 10);
    });
  });
});
