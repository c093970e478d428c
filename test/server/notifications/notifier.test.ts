import assert from "node:assert/strict";
import type { NotificationState } from "../../../server/notifications/notification-state.js";
import { Notifier, type NotifierOptions } from "../../../server/notifications/notifier.js";
import { notificationsSchema } from "../../../server/notifications/settings.js";
import { systemTimers, type Timers } from "../../../server/notifications/timers.js";
import { alarm, clearing } from "./alarms.js";
import { ManualTimers } from "./manual-timers.js";
import { until, WebhookServer } from "./webhook-server.js";

/** A clock that runs a hundred times as fast. */
const fastTimers: Timers = {
  nowSeconds: () => systemTimers.nowSeconds() * 100,
  after: (seconds, callback) => systemTimers.after(seconds / 100, callback),
};

describe("Notifier", () => {
  let hook: WebhookServer;
  let url: string;
  const notifiers: Notifier[] = [];

  beforeEach(async () => {
    hook = new WebhookServer();
    url = await hook.start();
  });

  afterEach(async () => {
    for (const notifier of notifiers.splice(0)) notifier.stop();
    await hook.stop();
  });

  function notifier(settings: object, options: Partial<NotifierOptions> = {}): Notifier {
    const checked = notificationsSchema.parse({ webhooks: [[{ url }]], ...settings });
    const made = new Notifier({ session: "monday", settings: checked, timers: fastTimers, ...options });
    notifiers.push(made);
    return made;
  }

  it("posts every field, and a line of text with its markup escaped", async () => {
    const made = notifier({
      webhooks: [
        [
          { url, headers: { authorization: "Bearer x" } },
          { url, format: "text" },
        ],
      ],
    });
    made.alarm(alarm("low_counts-1", { subject: "exposure" }));
    assert.equal(made.state.queue.length, 2, "nothing is sent from within the call");
    await until(() => made.state.queue.length === 0);
    const text = "[critical] session monday, low_counts: The beam &lt;is&gt; off &amp; so on.";
    const [short, full] = [...hook.bodies].sort((a, b) => Object.keys(a).length - Object.keys(b).length);
    assert.deepEqual(short, { text });
    assert.deepEqual(full, {
      text,
      session: "monday",
      delivery: "monday/low_counts-1/raised",
      id: "low_counts-1",
      code: "low_counts",
      subject: "exposure",
      severity: "critical",
      detail: "The beam <is> off & so on.",
      pauses: true,
      cleared: false,
      at: "2023-11-14T22:13:20.000Z",
    });
    const authorized = hook.requests.filter(({ headers }) => headers.authorization === "Bearer x");
    assert.deepEqual([hook.requests[0]!.method, authorized.length], ["POST", 1]);
    assert.equal(hook.requests[0]!.headers["content-type"], "application/json");
  });

  it("delivers in order through failure, hanging and recovery, without keeping the session", async () => {
    const warnings: string[] = [];
    const made = notifier({ timeout_seconds: 0.25 }, { warn: (text) => warnings.push(text) });
    hook.answer = 500;
    made.alarm(alarm("a"));
    await until(() => hook.bodies.length >= 2);
    hook.answer = "hang";
    const hung = hook.bodies.length;
    await until(() => hook.bodies.length > hung + 1);
    made.alarm(alarm("b"));
    made.alarm(clearing("a"));
    assert.equal(made.state.queue.length, 3);
    hook.answer = 204;
    await until(() => made.state.queue.length === 0);
    const delivered = [...new Set(hook.bodies.map(({ delivery }) => delivery))];
    assert.deepEqual(delivered, ["monday/a/raised", "monday/b/raised", "monday/a/cleared"]);
    assert.match(warnings[0]!, /^webhook 1 of list 1: it .*; it is tried again$/);
    assert.deepEqual(
      made.state.open.map((entry) => entry.alarm.id),
      ["b"],
    );
  });

  it("gives up a webhook that nothing listens at, and does not say its address", async () => {
    const warnings: string[] = [];
    const settings = { webhooks: [[{ url: "http://127.0.0.1:1/secret" }], []], most_attempts: 2 };
    const made = notifier(settings, { warn: (text) => warnings.push(text) });
    made.alarm(alarm("a"));
    await until(() => made.state.dropped === 1);
    assert.deepEqual(made.state.queue, []);
    assert.equal(warnings.length, 2);
    assert.doesNotMatch(warnings.join() + JSON.stringify(made.state), /secret/);
  });

  it("does not let one webhook that hangs keep the others", async () => {
    const other = new WebhookServer();
    const made = notifier({ webhooks: [[{ url }, { url: await other.start() }]], timeout_seconds: 60 });
    hook.answer = "hang";
    made.alarm(alarm("a"));
    made.alarm(alarm("b"));
    await until(() => other.bodies.length === 2);
    assert.equal(hook.bodies.length, 1);
    await other.stop();
  });

  it("escalates until somebody acknowledges", async () => {
    const timers = new ManualTimers();
    const told: string[] = [];
    const fetched: typeof fetch = async (to) => {
      told.push(new URL(`${to}`).hostname);
      return new Response("ok");
    };
    const webhooks = ["first", "second", "third"].map((name) => [{ url: `http://${name}.test/` }]);
    const made = notifier({ webhooks, escalate_after_minutes: 10 }, { timers, fetch: fetched });
    made.alarm(alarm("a"));
    await timers.pass(599);
    assert.deepEqual(told, ["first.test"]);
    await timers.pass(1);
    assert.deepEqual(told, ["first.test", "second.test"]);
    assert.equal(made.acknowledge("b", "ada"), false);
    assert.equal(made.acknowledge("a", "ada"), true);
    await timers.pass(1e5);
    assert.equal(told.length, 2);
    assert.equal(timers.waiting, 0);
    made.alarm(clearing("a"));
    await timers.pass(0);
    assert.equal(told.length, 4);
    assert.equal(made.acknowledge("a", "ada"), false, "it has cleared");
  });

  it("goes on from the state that another one left", async () => {
    let kept = "";
    const changed = (state: NotificationState) => {
      kept = JSON.stringify(state);
    };
    hook.answer = "hang";
    const first = notifier({ timeout_seconds: 60 }, { changed });
    first.alarm(alarm("a"));
    await until(() => hook.bodies.length === 1);
    first.stop();
    hook.answer = 200;
    const second = notifier({}, { state: JSON.parse(kept) });
    await until(() => second.state.queue.length === 0);
    assert.equal(hook.bodies[1]!.delivery, "monday/a/raised");
    second.alarm(alarm("a"));
    assert.equal(second.state.queue.length, 0, "it is known");
  });

  it("throws nothing whatever is thrown at it", async () => {
    const boom = (): never => {
      throw new Error("boom");
    };
    const made = notifier({ most_attempts: 2 }, { fetch: boom as unknown as typeof fetch, warn: boom, changed: boom });
    made.alarm(alarm("a"));
    await until(() => made.state.dropped === 1);
    made.stop();
    made.alarm(alarm("b"));
  });
});
