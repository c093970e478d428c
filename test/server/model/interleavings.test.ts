import assert from "node:assert/strict";
import { UNDISTURBED } from "../../support/model-commands.js";
import { arrive, command, drain, flow, rival } from "../../support/model-flow.js";
import { ModelJournal } from "../../support/model-journal.js";
import { ModelWorld } from "../../support/model-world.js";

/** Orders of events that a server once got wrong. */
describe("a session", () => {
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

  async function until(what: () => boolean): Promise<void> {
    for (let i = 0; i < 100 && !what(); i++) await flow(world, [UNDISTURBED]);
    assert.ok(what());
  }

  const isAsked = () => world.policy.questions.length > 0;
  const isExposing = () => world.driver.underWay?.shots.some(({ state }) => state === "started") === true;

  async function untilAsked(): Promise<void> {
    for (let i = 0; i < 100 && !isAsked(); i++) {
      if (!world.driver.isConnected) world.connect();
      world.driver.step(UNDISTURBED);
      await arrive(world);
    }
    assert.ok(isAsked());
  }

  it("goes on after a halt that came while the driver was away with a directive on its way", async () => {
    await untilAsked();
    world.cut();
    world.policy.answer(world.session.core, UNDISTURBED);
    await arrive(world);
    assert.equal(world.session.core.state.name, "directed");
    command(world, { command: "halt", reason: "smoke" });
    await arrive(world);
    // Latched by the welcome, the driver says so before it finds the directive, which it then rejects.
    world.connect();
    await arrive(world);
    for (let i = 0; i < 4; i++) world.driver.step(UNDISTURBED);
    assert.deepEqual(
      world.driver.outbox.map(({ message }) => message?.$case),
      ["halted", "directiveRejected"],
    );
    await arrive(world);
    assert.equal(world.session.core.state.name, "halted");
    command(world, { command: "resume", haltId: "halt-1" });
    await drain(world);
  });

  it("is not halted again by a halt whose end the driver has obeyed and could not tell of", async () => {
    await until(() => world.driver.made.size > 0);
    command(world, { command: "halt", reason: "smoke" });
    await arrive(world);
    await until(() => world.session.core.state.name === "halted");
    command(world, { command: "resume", haltId: "halt-1" });
    await arrive(world);
    world.driver.step(UNDISTURBED);
    assert.equal(world.driver.haltId, undefined);
    assert.equal(world.driver.outbox.at(-1)?.message?.$case, "resumed");
    world.cutOff();
    world.connect();
    await arrive(world);
    assert.equal(world.driver.haltId, undefined);
    assert.equal(world.session.core.state.halt, null);
    await drain(world);
  });

  it("takes an exposure in whose hole was skipped while it was made", async () => {
    await until(isExposing);
    await arrive(world);
    const { core } = world.session;
    const { targetId } = world.driver.underWay!.shots.find(({ state }) => state === "started")!;
    const group = targetId.split(".").slice(0, 3).join(".");
    command(world, { command: "wish", target: group, wish: "skip" });
    await arrive(world);
    await until(() => world.driver.underWay === undefined);
    await arrive(world);
    const { session } = core.model;
    assert.equal(session.exposedCount[0], world.driver.made.size);
    assert.ok(!session.isOpen(session.tree.row(group)!));
    await drain(world);
  });

  it("does not finish while it is paused, though an operator approves of it", async () => {
    command(world, { command: "setMode", mode: "advise" });
    await untilAsked();
    world.policy.answer(world.session.core, 36);
    await arrive(world);
    assert.equal(world.session.core.state.proposal?.stops, true);
    command(world, { command: "pause", reason: "tea" });
    command(world, { command: "approve", number: 1 });
    await arrive(world);
    assert.equal(world.session.core.state.name, "held");
    command(world, { command: "resume", haltId: "" });
    await arrive(world);
    assert.ok(isAsked());
  });

  it("tells a policy each change once after a start, though another policy took over while one decided", async () => {
    await untilAsked();
    command(world, { command: "wish", target: "1.1.1.2", wish: "skip" });
    command(world, { command: "setPolicy", policy: "another" });
    await arrive(world);
    world.policy.answer(world.session.core, UNDISTURBED);
    await arrive(world);
    await world.restart({ crashes: false, useSnapshot: false, reopens: false });
    assert.deepEqual(world.policy.told.get(world.key), world.session.core.model.changes);
  });

  it("leaves its instrument as soon as it is over, and does not take it again when its driver comes back", async () => {
    await untilAsked();
    world.policy.answer(world.session.core, 36);
    await arrive(world);
    world.driver.step(UNDISTURBED);
    world.driver.step(UNDISTURBED);
    while (world.toServer.length > 0) world.deliverToServer();
    assert.ok(world.session.isOver);
    await world.restart({ crashes: false, useSnapshot: false, reopens: true });
    assert.equal(journals.journal.lease(world.settings.instrument), undefined);
    world.connect();
    world.commit();
    assert.equal(journals.journal.lease(world.settings.instrument), undefined);
    await rival(world);
  });

  it("gives no instrument to a driver that it refuses", async () => {
    const hello = { ...world.driver.hello(), capabilities: undefined };
    assert.throws(() => world.session.connect(hello, 0, { send() {}, refuse() {}, end() {} }), {
      reason: "NO_ACQUIRE",
    });
    assert.equal(journals.journal.lease(world.settings.instrument), undefined);
  });

  it("tells of a driver that stays away", async () => {
    await untilAsked();
    world.cut();
    world.commit();
    journals.nowMilliseconds += 301_000;
    world.session.guard({ kind: "tick" });
    world.commit();
    const codes = world.session.core.events.all().flatMap((event) => (event.kind === "alert" ? [event.code] : []));
    assert.ok(codes.includes("driver_disconnected"));
  });
});
