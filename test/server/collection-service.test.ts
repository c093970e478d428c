import assert from "node:assert/strict";
import { type ServiceError, status } from "@grpc/grpc-js";
import fc from "fast-check";
import {
  CollectionServiceService,
  FailureCategory,
  type Hello,
  RejectionReason,
  ShotState,
} from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { SessionState } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { type Target, TargetStatus } from "../../proto/gen/cryogym/v1alpha1/target.js";
import { planOf } from "../support/plans.js";
import { startTestServer, type TestServer } from "../support/server-in-process.js";
import {
  completed,
  position,
  type Said,
  ScriptedDriver,
  shotReport,
  shotsOf,
  survey,
  surveyComplete,
  surveyedTargets,
} from "../support/server-scripted-driver.js";

const { FAILED_PRECONDITION, INVALID_ARGUMENT, OK } = status;

describe("CollectionService", () => {
  let server: TestServer;
  const others: TestServer[] = [];
  let sessions = 0;

  before(async () => {
    server = await startTestServer();
  });

  after(() => server.close());

  afterEach(() => {
    for (const other of others.splice(0)) other.close();
  });

  /** A server besides the common one. */
  async function otherServer(...options: Parameters<typeof startTestServer>): Promise<TestServer> {
    const other = await startTestServer(...options);
    others.push(other);
    return other;
  }

  /** A driver's first stream to a session of its own, or its next one. */
  function driver(earlier?: ScriptedDriver): ScriptedDriver {
    return new ScriptedDriver(server.collection, earlier?.sessionKey ?? `session-${++sessions}`, earlier);
  }

  /** A driver that has been told to expose something and has not begun. */
  async function driverAtShot(): Promise<ScriptedDriver> {
    const at = driver();
    await at.untilAcquire(await at.begin());
    return at;
  }

  async function assertEnds(at: ScriptedDriver, code: status, ...words: (string | RegExp)[]): Promise<void> {
    const end = await at.ended;
    assert.equal(status[end.code], status[code], end.details);
    for (const word of words) {
      if (word instanceof RegExp) assert.match(end.details, word);
      else assert.ok(end.details.includes(word), `'${end.details}' does not say '${word}'`);
    }
  }

  /** Checks that the server still does its work. */
  async function assertServes(): Promise<void> {
    const good = driver();
    const made = await good.finish(await good.begin());
    assert.equal(made.length, 11);
    await assertEnds(good, OK);
  }

  it("runs a session in which each hole is exposed once and nothing is told of outcomes", async () => {
    const good = driver();
    const made = await good.finish(await good.begin());
    await assertEnds(good, OK);
    assert.equal(new Set(made.map(({ id }) => id)).size, 11);
    const holes = surveyedTargets().filter(({ level }) => level === 4);
    assert.deepEqual(
      made.map(({ targetId }) => targetId),
      holes.map(({ id }) => id),
    );
    const { state, exposures, results, good: goodCount } = await server.describe(good.sessionKey);
    assert.deepEqual(
      { state, exposures, results, goodCount },
      {
        state: SessionState.FINISHED,
        exposures: 11,
        results: 0,
        goodCount: 0,
      },
    );
  });

  it("numbers its messages from 1 without gaps", async () => {
    const good = driver();
    await good.finish(await good.begin());
    await good.ended;
    const numbers = good.received.map(({ seq }) => seq).filter((seq) => seq !== 0);
    assert.deepEqual(
      numbers,
      numbers.map((_, i) => i + 1),
    );
  });

  it("tells what a directive is for and what it will take", async () => {
    const good = driver();
    const directive = await good.begin();
    assert.equal(directive.id, `${good.sessionKey}-000001`);
    assert.equal(directive.kind?.$case, "loadGrid");
    assert.equal(directive.expectedSeconds, 120);
    assert.ok(directive.validForSeconds > 0);
    assert.match(directive.reason!.sentence, /holes left/);
    good.cancel();
  });

  it("takes a spent hole as the place where the stage stands", async () => {
    const good = driver();
    const targets = surveyedTargets().map((target) =>
      target.id === "1.1.2.1" ? { ...target, status: TargetStatus.SPENT } : target,
    );
    const directive = await good.begin(targets, "1.1.2.1");
    assert.deepEqual(
      shotsOf(directive).map(({ targetId }) => targetId),
      ["1.1.2.2"],
    );
    good.cancel();
  });

  it("finishes at once when the survey found nothing, whatever the policy", async () => {
    for (const policy of ["raster", "index", "greedy", "random", "random-group"]) {
      for (const targets of [[], surveyedTargets().slice(0, 1)]) {
        const other = await otherServer(policy);
        const empty = new ScriptedDriver(other.collection, "empty");
        const directive = await empty.begin(targets);
        assert.equal(directive.kind?.$case, "finish", policy);
        empty.carryOut(directive);
        await assertEnds(empty, OK);
        assert.equal((await other.describe("empty")).state, SessionState.FINISHED);
      }
    }
  });

  it("sends finish again when it came to nothing", async () => {
    const other = await otherServer("raster", planOf(5));
    const tired = new ScriptedDriver(other.collection, "tired");
    const first = await tired.begin();
    assert.equal(first.kind?.$case, "finish");
    const { id: directiveId } = first;
    const { EXPIRED } = RejectionReason;
    tired.say({ $case: "directiveRejected", directiveRejected: { directiveId, reason: EXPIRED, detail: "late" } });
    const second = await tired.nextDirective();
    assert.equal(second.kind?.$case, "finish");
    assert.notEqual(second.id, first.id);
    tired.carryOut(second);
    await assertEnds(tired, OK);
    assert.equal((await other.describe("tired")).state, SessionState.FINISHED);
  });

  describe("greeting", () => {
    it("expects hello first", async () => {
      const rude = driver();
      rude.say(survey());
      await assertEnds(rude, FAILED_PRECONDITION, "expected hello", "got survey");
      const silent = driver();
      silent.say(undefined);
      await assertEnds(silent, FAILED_PRECONDITION, "expected hello");
    });

    it("refuses keys that can't name a session", async () => {
      for (const key of ["", "a b", "../up", "x".repeat(65), "é"]) {
        const bad = new ScriptedDriver(server.collection, key);
        void bad.hello().catch(() => {});
        await assertEnds(bad, INVALID_ARGUMENT, "hello.session_key", "expected 1 to 64");
      }
    });

    it("refuses a driver that can't expose, and one without capabilities", async () => {
      for (const capabilities of [{ load: true, acquire: false, halt: true }, undefined]) {
        const idle = driver();
        const hello: Hello = { sessionKey: idle.sessionKey, driver: "idle", version: "0", capabilities };
        idle.send({ message: { $case: "hello", hello } });
        await assertEnds(idle, FAILED_PRECONDITION, "hello.capabilities.acquire");
      }
    });

    it("refuses a second hello on one stream", async () => {
      const twice = driver();
      await twice.hello();
      const hello: Hello = { sessionKey: twice.sessionKey, driver: "twice", version: "0", capabilities: undefined };
      twice.say({ $case: "hello", hello });
      await assertEnds(twice, FAILED_PRECONDITION, "hello came a second time");
    });
  });

  describe("numbers", () => {
    it("names the number that it expected after a gap", async () => {
      const hasty = driver();
      await hasty.hello();
      hasty.say(survey());
      hasty.say(position(""), { seq: 4 });
      await assertEnds(hasty, FAILED_PRECONDITION, "expected message number 2, got 4");
    });

    it("takes the missing messages on the next stream", async () => {
      const hasty = driver();
      await hasty.hello();
      hasty.say(survey());
      hasty.say(position(""), { seq: 4 });
      await hasty.ended;
      const again = driver(hasty);
      assert.equal(await again.hello(), 1);
      again.seq = 1;
      again.say(position(""));
      again.say(surveyComplete());
      assert.equal((await again.nextDirective()).kind?.$case, "loadGrid");
      again.cancel();
    });

    it("acknowledges a known number again and ignores its message", async () => {
      const at = await driverAtShot();
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
      assert.equal((await server.describe(at.sessionKey)).exposures, 1);
      at.say(completed(id, 60));
      await at.finish(await at.nextDirective());
      await assertEnds(at, OK);
    });

    it("refuses an acknowledgement of what was never sent, in hello too", async () => {
      const early = driver();
      await early.hello();
      early.say(survey(), { ack: 1 });
      await assertEnds(early, FAILED_PRECONDITION, "message 1 is acknowledged, but only 0 were sent");
      const liar = driver();
      liar.ack = 7;
      void liar.hello().catch(() => {});
      await assertEnds(liar, FAILED_PRECONDITION, "message 7 is acknowledged, but only 0 were sent");
    });

    it("refuses numbers that no reader of this program can hold", async () => {
      const huge = driver();
      await huge.hello();
      huge.say(survey(), { seq: 2 ** 63 });
      assert.notEqual((await huge.ended).code, OK);
      await assertServes();
    });
  });

  describe("epochs", () => {
    it("refuses a message of an older one", async () => {
      const first = driver();
      await first.begin();
      first.cancel();
      await first.ended;
      const second = driver(first);
      await second.hello();
      assert.equal(second.epoch, first.epoch + 1);
      second.say(position("1"), { epoch: first.epoch });
      await assertEnds(second, FAILED_PRECONDITION, `epoch ${first.epoch} is over; expected ${second.epoch}`);
    });

    it("ends the first stream when a second one says hello", async () => {
      const first = driver();
      await first.begin();
      const second = driver(first);
      await second.hello();
      await assertEnds(first, FAILED_PRECONDITION, `epoch 1 is over`, "connected again as epoch 2");
      await second.finish(second.directive!);
      await assertEnds(second, OK);
      assert.equal((await server.describe(second.sessionKey)).exposures, 11);
    });

    it("sends what was not acknowledged again, with its number and directive", async () => {
      const first = driver();
      const directive = await first.begin();
      first.cancel();
      await first.ended;
      const second = driver(first);
      second.ack = 0;
      second.directive = undefined;
      assert.equal(await second.hello(), 3);
      assert.equal(second.epoch, 2);
      const again = await second.response("directive", ({ message }) => message?.$case === "directive");
      assert.equal(again.seq, 1);
      assert.equal(again.epoch, 2);
      assert.deepEqual(second.directive, directive);
      // Acknowledged with hello, it is not sent a third time.
      const third = driver(second);
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
      const first = driver();
      await first.begin();
      first.cancel();
      await first.ended;
      await server.halt(first.sessionKey, "lunch");
      const second = driver(first);
      await second.hello();
      const halt = await second.response("halt", ({ message }) => message?.$case === "halt");
      assert.equal(halt.seq, 2);
      second.say({ $case: "halted", halted: { directiveId: "" } });
      await assertEnds(second, OK);
    });

    it("welcomes a driver that comes back after the end, and ends", async () => {
      const first = driver();
      await first.finish(await first.begin());
      await first.ended;
      const late = driver(first);
      assert.equal(await late.hello(), first.seq);
      await assertEnds(late, OK);
    });
  });

  describe("messages", () => {
    it("refuses one without a body", async () => {
      const mute = driver();
      await mute.hello();
      mute.say(undefined);
      await assertEnds(mute, INVALID_ARGUMENT, "no body", "DriveRequest.message");
    });

    it("refuses a clock that is no time", async () => {
      for (const instrumentSeconds of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
        const odd = driver();
        await odd.hello();
        odd.say(survey(), { instrumentSeconds });
        await assertEnds(odd, INVALID_ARGUMENT, "instrument_seconds", String(instrumentSeconds));
      }
    });

    it("does not take a message in that it refuses", async () => {
      const sloppy = driver();
      await sloppy.hello();
      const bad = surveyedTargets().map((target) => ({ ...target, status: TargetStatus.UNSPECIFIED }));
      sloppy.say(survey(bad));
      await assertEnds(sloppy, INVALID_ARGUMENT, "status");
      const better = driver(sloppy);
      assert.equal(await better.hello(), 0);
      better.seq = 0;
      better.say(survey());
      better.say(position(""));
      better.say(surveyComplete());
      await better.finish(await better.nextDirective());
      await assertEnds(better, OK);
      assert.equal((await server.describe(better.sessionKey)).exposures, 11);
    });

    it("ends a stream of bytes that are no message", async () => {
      const { path } = CollectionServiceService.drive;
      for (const bytes of ["ff", "0801ffff", "52ffffffff0f", "0a"]) {
        const raw = server.collection.makeBidiStreamRequest(
          path,
          (buffer: Buffer) => buffer,
          (buffer) => buffer,
        );
        const ended = new Promise<ServiceError>((resolve) => raw.on("error", resolve));
        raw.on("data", () => {});
        raw.write(Buffer.from(bytes, "hex"));
        assert.notEqual((await ended).code, OK);
      }
      await assertServes();
    });
  });

  describe("surveys", () => {
    const [grid] = surveyedTargets();

    /** What becomes of a survey of the small world with one target changed or added. */
    async function assertRefused(targets: Target[], code: status, ...words: (string | RegExp)[]): Promise<void> {
      const bad = driver();
      await bad.hello();
      bad.say(survey(targets));
      bad.say(position(""));
      bad.say(surveyComplete());
      await assertEnds(bad, code, ...words);
    }

    it("names the field that is not finite", async () => {
      const [first, ...rest] = surveyedTargets();
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const feature = { ...first!, features: { predicted_ctf_resolution_angstrom: value } };
        const said = ["survey.targets[0]", "predicted_ctf_resolution_angstrom", String(value)];
        await assertRefused([feature, ...rest], INVALID_ARGUMENT, ...said);
        for (const name of ["imageXPixels", "imageYPixels", "stageXMicrometers", "stageYMicrometers"] as const) {
          await assertRefused([{ ...first!, [name]: value }, ...rest], INVALID_ARGUMENT, "survey.targets[0]", name);
        }
      }
    });

    it("names a parent that is not there", async () => {
      const lost = { ...grid!, id: "9.9", parentId: "9", level: 2 };
      await assertRefused([...surveyedTargets(), lost], INVALID_ARGUMENT, "'9.9'", "parent '9'");
    });

    it("names an id that comes twice", async () => {
      await assertRefused([...surveyedTargets(), grid!], INVALID_ARGUMENT, "target id '1'", "twice");
    });

    it("names a level that is not its parent's plus one", async () => {
      for (const level of [0, 1, 3, 258, 2 ** 32 - 1]) {
        const odd = { ...grid!, id: "1.9", parentId: "1", level };
        await assertRefused([...surveyedTargets(), odd], INVALID_ARGUMENT, "'1.9'", `level ${level}; expected 2`);
      }
      const deep = { ...grid!, id: "deep", parentId: "1.1.1.1", level: 5 };
      await assertRefused([...surveyedTargets(), deep], INVALID_ARGUMENT, "'deep'", "level");
    });

    it("names a status that is not said or not known", async () => {
      for (const wrong of [TargetStatus.UNSPECIFIED, 17 as TargetStatus]) {
        const [first, ...rest] = surveyedTargets();
        await assertRefused([{ ...first!, status: wrong }, ...rest], INVALID_ARGUMENT, "survey.targets[0].status");
      }
    });

    it("names ids and names that are too short or too long, and lists that are", async () => {
      const [first, ...rest] = surveyedTargets();
      const long = "x".repeat(513);
      await assertRefused([{ ...first!, id: "" }, ...rest], INVALID_ARGUMENT, "survey.targets[0].id");
      await assertRefused([{ ...first!, id: long }, ...rest], INVALID_ARGUMENT, "survey.targets[0].id");
      await assertRefused([{ ...first!, name: long }, ...rest], INVALID_ARGUMENT, "survey.targets[0].name");
      const many = Array.from({ length: 1001 }, (_, i) => ({ ...first!, id: `${i}` }));
      await assertRefused(many, INVALID_ARGUMENT, "survey.targets has 1001 entries");
    });

    it("names a place that no survey found, or that is a hole which is not spent", async () => {
      for (const place of ["nowhere", "1.1.1.1"]) {
        const bad = driver();
        await bad.hello();
        bad.say(survey());
        bad.say(position(place));
        bad.say(surveyComplete());
        await assertEnds(bad, INVALID_ARGUMENT, "position.target_id");
      }
    });

    it("refuses one after the survey is complete", async () => {
      for (const message of [survey(), surveyComplete()]) {
        const late = driver();
        await late.begin();
        late.say(message);
        await assertEnds(late, FAILED_PRECONDITION, "after the survey was complete");
      }
    });
  });

  describe("directives", () => {
    it("refuses news of another one than is in flight", async () => {
      const messages: Said[] = [
        completed("other"),
        { $case: "directiveAcknowledged", directiveAcknowledged: { directiveId: "other" } },
        shotReport("other", "other-01", ShotState.STARTED),
      ];
      for (const message of messages) {
        const confused = driver();
        const { id } = await confused.begin();
        confused.say(message);
        await assertEnds(confused, FAILED_PRECONDITION, "'other'", `expected '${id}'`);
      }
    });

    it("refuses news of a directive when none is in flight", async () => {
      const early = driver();
      await early.hello();
      early.say(completed("x"));
      await assertEnds(early, FAILED_PRECONDITION, "none is in flight");
    });

    it("refuses a second completion", async () => {
      const twice = driver();
      const { id } = await twice.begin();
      twice.say(completed(id));
      twice.say(completed(id));
      await assertEnds(twice, FAILED_PRECONDITION, `'${id}'`, "expected");
    });

    it("refuses completion while shots are open", async () => {
      for (const begun of [false, true]) {
        const at = await driverAtShot();
        const { id } = at.directive!;
        const [shot] = shotsOf(at.directive!);
        if (begun) at.say(shotReport(id, shot!.id, ShotState.STARTED));
        at.say(completed(id));
        await assertEnds(at, FAILED_PRECONDITION, `'${id}'`, `'${shot!.id}'`);
      }
    });

    it("refuses durations that are no durations", async () => {
      for (const seconds of [Number.NaN, Number.NEGATIVE_INFINITY, -0.5]) {
        const at = driver();
        const { id } = await at.begin();
        at.say(completed(id, seconds));
        await assertEnds(at, INVALID_ARGUMENT, "directive_completed.duration_seconds", String(seconds));

        const other = driver();
        const { id: directiveId } = await other.begin();
        const category = FailureCategory.TRANSIENT;
        const directiveFailed = { directiveId, category, detail: "", durationSeconds: seconds };
        other.say({ $case: "directiveFailed", directiveFailed });
        await assertEnds(other, INVALID_ARGUMENT, "directive_failed.duration_seconds", String(seconds));

        const exposing = await driverAtShot();
        const acquire = exposing.directive!;
        const [shot] = shotsOf(acquire);
        exposing.say(shotReport(acquire.id, shot!.id, ShotState.STARTED));
        exposing.say(shotReport(acquire.id, shot!.id, ShotState.DONE, seconds));
        await assertEnds(exposing, INVALID_ARGUMENT, "shot.duration_seconds", String(seconds));
      }
    });

    it("gives the next one after a failure, and halts after five in a row", async () => {
      const unlucky = driver();
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
      await unlucky.response("halt", ({ message }) => message?.$case === "halt");
      const { state, haltReason, clockSeconds } = await server.describe(unlucky.sessionKey);
      assert.equal(state, SessionState.HALTED);
      assert.equal(haltReason, "an operator is needed: try 5");
      assert.equal(clockSeconds, 50);
      unlucky.say({ $case: "halted", halted: { directiveId: "" } });
      await assertEnds(unlucky, OK);
    });

    it("halts at once when hardware failed", async () => {
      const broken = driver();
      const { id } = await broken.begin();
      const failed = { directiveId: id, category: FailureCategory.HARDWARE, detail: "no vacuum", durationSeconds: 0 };
      broken.say({ $case: "directiveFailed", directiveFailed: failed });
      await broken.response("halt", ({ message }) => message?.$case === "halt");
      assert.equal((await server.describe(broken.sessionKey)).haltReason, "an operator is needed: no vacuum");
      broken.cancel();
    });

    it("gives no directive to what was found unusable", async () => {
      const picky = driver();
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
        const at = await driverAtShot();
        at.say(shotReport(at.directive!.id, shotsOf(at.directive!)[0]!.id, state));
        await assertEnds(at, INVALID_ARGUMENT, "shot.state");
      }
    });

    it("refuses a shot that no directive lists", async () => {
      const at = await driverAtShot();
      at.say(shotReport(at.directive!.id, "unlisted", ShotState.STARTED));
      await assertEnds(at, FAILED_PRECONDITION, "'unlisted'");
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
        const at = await driverAtShot();
        const [shot] = shotsOf(at.directive!);
        for (const state of states) at.say(shotReport(at.directive!.id, shot!.id, state));
        await assertEnds(at, FAILED_PRECONDITION, `'${shot!.id}'`, words);
      }
    });

    it("never asks for a hole again whose shot failed or is unknown, but does for a dropped one", async () => {
      const { STARTED, FAILED, UNKNOWN, DROPPED } = ShotState;
      for (const [states, again] of [
        [[STARTED, FAILED], false],
        [[STARTED, UNKNOWN], false],
        [[DROPPED], true],
      ] as const) {
        const at = await driverAtShot();
        const [shot] = shotsOf(at.directive!);
        for (const state of states) at.say(shotReport(at.directive!.id, shot!.id, state));
        at.say(completed(at.directive!.id, 60));
        const made = await at.finish(await at.nextDirective());
        assert.equal(
          made.some(({ targetId }) => targetId === shot!.targetId),
          again,
        );
        assert.ok(made.every(({ id }) => id !== shot!.id));
        assert.equal((await server.describe(at.sessionKey)).exposures, made.length);
      }
    });

    it("gives up a hole whose shot was started when its directive failed", async () => {
      const at = await driverAtShot();
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

  describe("whatever a driver says", () => {
    const seconds = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(0, 60, 240) },
      { weight: 1, arbitrary: fc.double() },
    );
    const number = fc.integer({ min: 0, max: 6 });
    const targetId = fc.constantFrom("", "1", "1.1", "1.1.1", "1.1.1.1", "2.1.1.4", "9");
    const flaw = <T>(name: string, value: fc.Arbitrary<T>) => value.map((given) => ({ [name]: given }));

    /** Fields of the envelope that are put wrong. */
    const envelope = fc.oneof(
      { weight: 8, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: flaw("seq", fc.nat(30)) },
      { weight: 1, arbitrary: flaw("ack", fc.nat(30)) },
      { weight: 1, arbitrary: flaw("epoch", fc.nat(3)) },
      { weight: 1, arbitrary: flaw("instrumentSeconds", fc.double()) },
    );

    /** A message about the n-th directive of a session. */
    const said: fc.Arbitrary<(sessionKey: string) => Said | undefined> = fc
      .record({ number, second: number, seconds, targetId, kind: fc.nat(9), state: fc.nat(6), category: fc.nat(5) })
      .map((draw) => (sessionKey): Said | undefined => {
        const directiveId = `${sessionKey}-00000${draw.number}`;
        const category: FailureCategory = draw.category;
        const durationSeconds = draw.seconds;
        switch (draw.kind) {
          case 0:
            return survey(surveyedTargets().slice(draw.number, draw.number + draw.second));
          case 1:
            return surveyComplete();
          case 2:
            return position(draw.targetId);
          case 3:
            return { $case: "directiveAcknowledged", directiveAcknowledged: { directiveId } };
          case 4: {
            const reason: RejectionReason = draw.state;
            return { $case: "directiveRejected", directiveRejected: { directiveId, reason, detail: "" } };
          }
          case 5:
            return shotReport(directiveId, `${directiveId}-0${draw.second}`, draw.state, draw.seconds);
          case 6:
            return completed(directiveId, draw.seconds);
          case 7:
            return {
              $case: "directiveFailed",
              directiveFailed: { directiveId, category, detail: "", durationSeconds },
            };
          case 8:
            return { $case: "halted", halted: { directiveId } };
          default:
            return undefined;
        }
      });

    const step = fc.oneof(
      { weight: 12, arbitrary: fc.constant({ do: "well" } as const) },
      { weight: 6, arbitrary: fc.record({ do: fc.constant("say" as const), said, envelope }) },
      { weight: 1, arbitrary: fc.constant({ do: "reconnect" } as const) },
      { weight: 1, arbitrary: fc.constant({ do: "halt" } as const) },
      {
        weight: 2,
        arbitrary: fc.record({ do: fc.constant("report" as const), number, second: number, revision: fc.nat(1) }),
      },
    );

    const policies = ["raster", "index", "greedy", "random"];
    let servers: TestServer[];

    before(async () => {
      servers = await Promise.all(policies.map((policy) => startTestServer(policy, planOf(60))));
    });

    after(() => {
      for (const one of servers) one.close();
    });

    it("answers with a status that says what was expected, and goes on serving others", async function () {
      this.timeout(60_000);
      const ends = new Map<string, number>();
      let runs = 0;
      const steps = fc.array(step, { minLength: 1, maxLength: 25 });
      await fc.assert(
        fc.asyncProperty(fc.nat(policies.length - 1), fc.boolean(), steps, async (which, begins, todo) => {
          const { collection, report, halt, describe } = servers[which]!;
          const key = `fuzz-${++runs}`;
          let at = new ScriptedDriver(collection, key);
          await at.hello();
          try {
            if (begins) await at.begin();
            for (const one of todo) {
              if (one.do === "well") {
                if (at.directive !== undefined) at.carryOut(at.directive);
                await at.heard();
              } else if (one.do === "say") {
                at.say(one.said(key), one.envelope);
                // A wrong number is answered too: with the acknowledgement of the last one taken in.
                const before = at.received.length;
                await at.response("answer", () => at.received.length > before);
              } else if (one.do === "reconnect") {
                at = new ScriptedDriver(collection, key, at);
                at.seq = await at.hello();
              } else if (one.do === "halt") {
                await halt(key, "fuzz");
              } else {
                const shotId = `${key}-00000${one.number}-0${one.second}`;
                const outcome = { shotId, revision: one.revision, ctfResolutionAngstrom: 4 };
                await report({ sessionKey: key, source: "fuzz", outcomes: [outcome] });
              }
            }
          } catch (error) {
            assert.match((error as Error).message, /the stream ended with/);
          }
          at.end();
          const { code, details } = await at.ended;
          ends.set(status[code], (ends.get(status[code]) ?? 0) + 1);
          assert.ok([OK, FAILED_PRECONDITION, INVALID_ARGUMENT].includes(code), `${status[code]}: ${details}`);
          if (code !== OK) assert.notEqual(details, "");
          const { exposures, results, good, clockSeconds } = await describe(key);
          assert.ok(good <= results && results <= exposures && clockSeconds >= 0);
        }),
        { numRuns: 250, seed: 20_210_302 },
      );
      assert.ok(ends.size === 3, `streams ended only with ${[...ends.keys()]}`);
      for (const one of servers) {
        const after = new ScriptedDriver(one.collection, "after");
        const made = await after.finish(await after.begin());
        assert.ok(made.length > 0);
        assert.equal((await after.ended).code, OK);
      }
    });
  });
});
