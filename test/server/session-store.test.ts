import assert from "node:assert/strict";
import type { CollectionSession } from "../../server/collection/collection-session.js";
import { SessionStore } from "../../server/collection/session-store.js";
import { planOf } from "../support/plans.js";

describe("SessionStore", () => {
  const store = () => new SessionStore({ policy: "raster", seed: 1, plan: planOf(60) });

  it("makes a session once for a key", () => {
    const sessions = store();
    assert.equal(sessions.get("a"), undefined);
    assert.equal(sessions.open("a"), sessions.open("a"));
    assert.notEqual(sessions.open("a"), sessions.open("b"));
  });

  it("calls those who wait back once, at once if there is no need to wait, and not if they left", () => {
    const sessions = store();
    const heard: string[] = [];
    const listener = (name: string) => (session: CollectionSession) => {
      heard.push(`${name} ${session.collector.options.key}`);
    };
    sessions.whenOpened("a", listener("first"));
    const leave = sessions.whenOpened("a", listener("second"));
    sessions.whenOpened("b", listener("other"));
    leave();
    sessions.open("a");
    sessions.open("a");
    sessions.whenOpened("a", listener("late"));
    assert.deepEqual(heard, ["first a", "late a"]);
  });
});
