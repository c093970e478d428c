import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type NotificationEvent,
  type NotificationState,
  noNotifications,
} from "../../../server/notifications/notification-state.js";
import { reduceNotifications } from "../../../server/notifications/reduce-notifications.js";
import { notificationsSchema } from "../../../server/notifications/settings.js";
import { alarm, clearing, settingsOf } from "./alarms.js";

function stateAfter(settings: object, ...events: readonly (readonly [number, NotificationEvent])[]): NotificationState {
  const checked = settingsOf(settings);
  return events.reduce((state, [now, event]) => reduceNotifications(state, event, now, checked), noNotifications);
}

const raise = (id: string, given = {}): NotificationEvent => ({ kind: "alarm", alarm: alarm(id, given) });
const queued = (state: NotificationState) =>
  state.queue.map(({ alarm: { id, cleared }, level, webhook }) => `${cleared ? "-" : "+"}${id}@${level}.${webhook}`);
const tick: NotificationEvent = { kind: "tick" };

describe("reduceNotifications", () => {
  it("tells every webhook of the first list once", () => {
    const state = stateAfter({}, [0, raise("a")], [1, raise("a")]);
    assert.deepEqual(queued(state), ["+a@0.0", "+a@0.1"]);
  });

  it("escalates what is urgent and not acknowledged, a list at a time, and clears it everywhere", () => {
    const events = [
      [0, raise("a")],
      [0, raise("w", { severity: "warning" })],
      [899, tick],
    ] as const;
    assert.deepEqual(queued(stateAfter({}, ...events)).slice(4), []);
    const escalated = stateAfter({}, ...events, [900, tick], [5000, tick]);
    assert.deepEqual(queued(escalated).slice(4), ["+a@1.0"]);
    const cleared = reduceNotifications(escalated, { kind: "alarm", alarm: clearing("a") }, 5001, settingsOf());
    assert.deepEqual(queued(cleared).slice(5), ["-a@0.0", "-a@0.1", "-a@1.0"]);
    assert.deepEqual(
      cleared.open.map((entry) => entry.alarm.id),
      ["w"],
    );
  });

  it("does not escalate what is acknowledged or has cleared; the first who acknowledged is kept", () => {
    const state = stateAfter(
      {},
      [0, raise("a")],
      [5, { kind: "acknowledged", id: "a", by: "ada" }],
      [6, { kind: "acknowledged", id: "a", by: "bo" }],
      [5000, tick],
    );
    assert.deepEqual(queued(state), ["+a@0.0", "+a@0.1"]);
    assert.deepEqual(state.open[0]!.acknowledged, { by: "ada", at: 5 });
    const cleared = stateAfter({}, [0, raise("a")], [1, { kind: "alarm", alarm: clearing("a") }], [5000, tick]);
    assert.deepEqual(queued(cleared), ["+a@0.0", "+a@0.1", "-a@0.0", "-a@0.1"]);
    assert.deepEqual(cleared.open, []);
  });

  it("keeps what is not urgent enough open without telling anybody", () => {
    const state = stateAfter({ least_severity: "critical" }, [0, raise("w", { severity: "warning" })], [5000, tick]);
    assert.deepEqual([queued(state), state.open.length], [[], 1]);
    const cleared = reduceNotifications(state, { kind: "alarm", alarm: clearing("w") }, 1, settingsOf());
    assert.deepEqual(cleared.queue, []);
  });

  it("tries again ever later, and gives up", () => {
    const waits: number[] = [];
    let state = stateAfter({ webhooks: [[{ url: "http://a.test" }]] }, [0, raise("a")]);
    while (state.queue.length > 0) {
      state = reduceNotifications(state, { kind: "failed", delivery: 1 }, 0, settingsOf({ most_attempts: 12 }));
      if (state.queue.length > 0) waits.push(state.queue[0]!.dueAt);
    }
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    assert.equal(state.dropped, 1);
  });

  it("drops the oldest of the least urgent when too many wait", () => {
    const settings = { webhooks: [[{ url: "http://a.test" }]], queue_limit: 2 };
    const info = { severity: "info" as const };
    const state = stateAfter(
      settings,
      [0, raise("i1", info)],
      [0, raise("c1")],
      [0, raise("i2", info)],
      [0, raise("c2")],
    );
    assert.deepEqual([queued(state), state.dropped], [["+c1@0.0", "+c2@0.0"], 2]);
  });

  it("bounds what it keeps, tells nobody twice and goes on alike from JSON, whatever happens", () => {
    const id = fc.constantFrom("a", "b", "c", "d");
    const event: fc.Arbitrary<NotificationEvent> = fc.oneof(
      fc.tuple(id, fc.constantFrom("info", "warning", "critical")).map(([of, severity]) => raise(of, { severity })),
      id.map((of): NotificationEvent => ({ kind: "alarm", alarm: clearing(of) })),
      id.map((of): NotificationEvent => ({ kind: "acknowledged", id: of, by: "ada" })),
      fc.integer({ min: 1, max: 20 }).map((delivery): NotificationEvent => ({ kind: "delivered", delivery })),
      fc.integer({ min: 1, max: 20 }).map((delivery): NotificationEvent => ({ kind: "failed", delivery })),
      fc.constant(tick),
    );
    const settings = settingsOf({ queue_limit: 6, most_attempts: 2 });
    const property = fc.property(fc.array(fc.tuple(event, fc.constantFrom(0, 1000)), { maxLength: 40 }), (run) => {
      let state = noNotifications;
      let now = 0;
      for (const [next, wait] of run) {
        now += wait;
        const stored: NotificationState = JSON.parse(JSON.stringify(state));
        state = reduceNotifications(state, next, now, settings);
        assert.deepEqual(JSON.parse(JSON.stringify(reduceNotifications(stored, next, now, settings))), state);
        assert.ok(state.queue.length <= 6 && state.open.length <= 6);
        const deliveries = state.queue.map((delivery) => delivery.id);
        assert.deepEqual(
          deliveries,
          [...new Set(deliveries)].sort((a, b) => a - b),
        );
      }
    });
    fc.assert(property, { numRuns: 200, seed: 9 });
  });
});

describe("notificationsSchema", () => {
  it("has defaults and refuses other addresses than http", () => {
    assert.deepEqual(notificationsSchema.parse({}).webhooks, []);
    assert.throws(() => notificationsSchema.parse({ webhooks: [[{ url: "file:///etc/passwd" }]] }), /http/);
    assert.throws(() => notificationsSchema.parse({ webhook: [] }), /webhook/);
  });
});
