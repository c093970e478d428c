import assert from "node:assert/strict";
import { DriveRequest } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { CoreState } from "../../../server/collection/core/core-state.js";
import { CollectionSession } from "../../../server/collection/session/collection-session.js";
import type { Journal } from "../../../server/journal/index.js";
import { UNDISTURBED } from "../../support/model-commands.js";
import { arrive, command, drain, flow, report } from "../../support/model-flow.js";
import { ModelJournal } from "../../support/model-journal.js";
import { MODEL_POLICY_HASH, ModelPolicy } from "../../support/model-policy.js";
import { ModelWorld } from "../../support/model-world.js";

function plain(state: CoreState): CoreState {
  const { exchange, ...rest } = JSON.parse(JSON.stringify(state)) as CoreState;
  // What was acknowledged without anything to be kept is acknowledged again.
  return { ...rest, exchange: { ...exchange, outbox: [] } };
}

/** A journal to which nothing is added by who only looks. */
function readOnly(journal: Journal): Journal {
  return new Proxy(journal, {
    get(target, name) {
      const value = target[name as keyof Journal] as unknown;
      if (name === "isAvailable") return false;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

describe("replay of a session", () => {
  let journals: ModelJournal;
  let world: ModelWorld;

  beforeEach(async () => {
    journals = new ModelJournal();
    world = await ModelWorld.begun(journals);
  });

  afterEach(() => {
    world.close();
    journals.close();
  });

  const go = (steps: number) => flow(world, Array(steps).fill(UNDISTURBED));
  const entries = () => [...journals.journal.entries(world.key)];

  async function assertSame(): Promise<void> {
    await arrive(world);
    for (const useSnapshot of [false, true]) {
      const services = { ...world.services, journal: readOnly(journals.journal), host: new ModelPolicy().asHost };
      const other = await CollectionSession.opened(world.key, world.settings, services, useSnapshot);
      assert.deepEqual(plain(other.core.save()), plain(world.session.core.save()));
      other.close();
    }
  }

  it("gives the session that there was, from its beginning and from snapshots, after any kind of input", async () => {
    const { driver } = world;
    const inputs: (() => void | Promise<void>)[] = [
      () => go(20),
      () => report(world, 1, 0),
      () => command(world, { command: "gridGoal", target: "1", leastGood: 2, mostExposures: 9, deadlineSeconds: 0 }),
      () => command(world, { command: "wish", target: "1.1.2.1", wish: "next" }),
      () => driver.say({ $case: "fault", fault: { id: "vacuum", detail: "!" } }),
      () => command(world, { command: "pause", reason: "tea" }),
      () => go(2),
      () => driver.say({ $case: "faultCleared", faultCleared: { id: "vacuum" } }),
      () => go(4),
      () => command(world, { command: "resume", haltId: "" }),
      () => command(world, { command: "setPolicy", policy: "another" }),
      () => go(8),
      () => report(world, 1, 2),
      () => command(world, { command: "halt", reason: "smoke" }),
      () => go(3),
      () => command(world, { command: "resume", haltId: "halt-1" }),
      () => command(world, { command: "setMode", mode: "advise" }),
      () => go(6),
      () => command(world, { command: "wish", target: "1.1.1", wish: "skip" }),
      () => command(world, { command: "setMode", mode: "autonomous" }),
      () => go(9),
    ];
    for (const [i, input] of inputs.entries()) {
      await input();
      await assertSame();
      if (i % 5 === 4) await world.restart({ crashes: false, useSnapshot: i % 2 === 0, reopens: i % 10 === 9 });
    }
    assert.equal(world.session.policy, "another");
    assert.ok(driver.made.size > 3);
    const kinds = new Set(entries().map(({ kind }) => kind));
    assert.deepEqual([...kinds].sort(), ["connect", "decision", "driver", "guard", "operator", "results", "safety"]);
    await drain(world);
  });

  it("takes no snapshot of another version", async () => {
    await go(12);
    journals.journal.putSnapshot(world.key, 3, 1, Buffer.from("{}"));
    await assertSame();
  });

  it("sends what was not acknowledged again, with the same number and id", async () => {
    await go(1);
    world.cut();
    await world.turn();
    world.policy.answer(world.session.core, UNDISTURBED);
    await world.turn();
    const { outbox } = world.session.core.save().exchange;
    const again = async () => {
      world.connect();
      world.commit();
      await world.turn();
      return world.toDriver.filter(({ seq }) => seq > 0).map(({ seq, message }) => JSON.stringify({ seq, message }));
    };
    const first = await again();
    assert.deepEqual(
      first,
      outbox.map(({ seq, message: { message } }) => JSON.stringify({ seq, message })),
    );
    assert.deepEqual(await again(), first);
    await world.restart({ crashes: true, useSnapshot: true, reopens: true });
    assert.deepEqual(await again(), first);
    assert.equal(world.epoch, 4);
    await drain(world);
  });

  it("asks again what the policy had not answered", async () => {
    world.connect();
    await arrive(world);
    world.driver.step(UNDISTURBED);
    await arrive(world);
    assert.equal(world.session.core.state.name, "deciding");
    assert.equal(world.policy.questions.length, 1);
    const { changes } = world.policy.questions[0]!;
    await world.restart({ crashes: true, useSnapshot: false, reopens: true });
    assert.deepEqual(
      world.policy.questions.map((question) => question.changes),
      [changes],
    );
    await go(9);
    assert.equal(world.driver.underWay !== undefined || world.driver.lastReceived > 0, true);
  });

  it("keeps the bytes of a message as they came, with fields that are not known", async () => {
    await go(12);
    await arrive(world);
    const { driver, session } = world;
    const message = { $case: "faultCleared", faultCleared: { id: "camera" } } as const;
    const request = DriveRequest.fromPartial({ epoch: world.epoch, seq: driver.lastSent + 1, message });
    // Field 1000, a number.
    const raw = Buffer.concat([DriveRequest.encode(request).finish(), Buffer.from([0xc0, 0x3e, 0x07])]);
    session.receive(DriveRequest.decode(raw), raw);
    world.commit();
    assert.deepEqual(Buffer.from(entries().at(-1)!.payload), raw);
    await assertSame();
  });

  it("keeps each decision with what it was chosen from and by what", async () => {
    await go(16);
    const decisions = entries().filter(({ kind }) => kind === "decision");
    assert.ok(decisions.length > 0);
    for (const { payload } of decisions) {
      const { record } = JSON.parse(Buffer.from(payload).toString());
      assert.equal(record.policyHash, MODEL_POLICY_HASH);
      assert.equal(record.probability, 0.25);
      assert.equal(record.reason.candidates.score, "worth");
    }
  });

  it("orders by number, whatever the clock does", async () => {
    for (const hours of [1, -1, -1, 1, 1]) {
      journals.nowMilliseconds += hours * 3_600_000;
      await go(7);
      await assertSame();
      await world.restart({ crashes: true, useSnapshot: false, reopens: false });
      journals.nowMilliseconds -= hours * 1_800_000;
      await go(5);
    }
    assert.ok(world.driver.made.size > 2);
    const ids = [...world.session.core.model.shots.entries()].map(([id]) => id);
    assert.equal(new Set(ids).size, ids.length);
    await drain(world);
  });
});
