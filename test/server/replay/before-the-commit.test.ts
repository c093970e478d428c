import assert from "node:assert/strict";
import { status } from "@grpc/grpc-js";
import type { DriveResponse } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { ProtocolError } from "../../../server/collection/protocol-error.js";
import { CollectionSession } from "../../../server/collection/session/collection-session.js";
import { UNDISTURBED } from "../../support/model-commands.js";
import { arrive, command, drain, flow } from "../../support/model-flow.js";
import { ModelJournal } from "../../support/model-journal.js";
import { ModelWorld } from "../../support/model-world.js";

describe("a session whose journal", () => {
  let journals: ModelJournal;
  let world: ModelWorld;

  beforeEach(async () => {
    journals = new ModelJournal();
    world = await ModelWorld.begun(journals);
    await flow(world, Array(10).fill(UNDISTURBED));
    await arrive(world);
  });

  afterEach(() => {
    world.close();
    journals.close();
  });

  /** The driver's stream, looked at from its end. */
  function watched(): { readonly sent: DriveResponse[]; readonly refusals: ProtocolError[] } {
    const seen = { sent: [] as DriveResponse[], refusals: [] as ProtocolError[] };
    const { driver, session } = world;
    driver.cut();
    driver.isConnected = true;
    world.epoch = session.connect(driver.hello(), driver.lastReceived, {
      send: (response) => seen.sent.push(response),
      refuse: (error) => seen.refusals.push(error),
      end() {},
    });
    world.invariants.connected();
    return seen;
  }

  const fault = (seq: number) => ({
    epoch: world.epoch,
    seq,
    ack: world.driver.lastReceived,
    instrumentSeconds: 0,
    observedAtUnixMilliseconds: 0,
    message: { $case: "fault" as const, fault: { id: "vacuum", detail: "!" } },
  });

  it("has not committed lets nothing out: no welcome, no acknowledgement, no order, no event, no answer", async () => {
    const { sent } = watched();
    await world.turn();
    assert.equal(sent.length, 0);
    world.commit();
    assert.equal(sent[0]?.message?.$case, "welcome");
    const before = sent.length;
    const { lastReceived } = world.session.core.exchange;
    const { events } = world.session.core;
    const shown = events.length;
    let isAnswered = false;
    world.session.receive(fault(lastReceived + 1));
    void world.session.command("operator", { command: "halt", reason: "smoke" }).then(() => {
      isAnswered = true;
    });
    await world.turn();
    assert.equal(sent.length, before);
    assert.equal(isAnswered, false);
    assert.equal(events.get(shown), undefined);
    world.commit();
    await world.turn();
    assert.equal(isAnswered, true);
    assert.notEqual(events.get(shown), undefined);
    const after = sent.slice(before);
    assert.ok(after.some(({ message }) => message?.$case === "halt"));
    assert.ok(after.every(({ ack }) => ack === lastReceived + 1));
  });

  it("dies before the commit knows nothing of what came, and it comes again", async () => {
    const { lastReceived } = world.session.core.exchange;
    world.driver.say({ $case: "fault", fault: { id: "vacuum", detail: "!" } });
    while (world.toServer.length > 0) world.deliverToServer();
    assert.equal(world.session.core.exchange.lastReceived, lastReceived + 1);
    await world.restart({ crashes: true, useSnapshot: false, reopens: true });
    assert.equal(world.session.core.exchange.lastReceived, lastReceived);
    world.connect();
    await arrive(world);
    assert.deepEqual(world.session.core.faults, { vacuum: "!" });
    assert.equal(world.driver.outbox.length, 0);
    await drain(world);
  });

  it("is full ends the stream with UNAVAILABLE and acknowledges nothing; with space again nothing is lost or doubled", async () => {
    const { sent, refusals } = watched();
    world.commit();
    await world.turn();
    const before = sent.length;
    const { database } = journals;
    const { lastReceived } = world.session.core.exchange;
    const pages = database.pragma("page_count", { simple: true });
    database.pragma(`max_page_count = ${pages}`);
    const detail = "!".repeat(2000);
    let seq = lastReceived;
    const failure = (() => {
      for (;;) {
        try {
          const message = { $case: "fault" as const, fault: { id: "vacuum", detail } };
          world.session.receive({ ...fault(++seq), message });
        } catch (error) {
          return error;
        }
      }
    })();
    assert.ok(failure instanceof ProtocolError);
    assert.equal(failure.code, status.UNAVAILABLE);
    world.commit();
    await world.turn();
    assert.equal(sent.length, before, "something was acknowledged or sent");
    assert.deepEqual(
      refusals.map(({ code }) => code),
      [status.UNAVAILABLE],
    );
    assert.ok(world.session.isClosed);
    assert.throws(() => world.session.receive(fault(seq + 1)), { code: status.UNAVAILABLE });
    await assert.rejects(world.session.command("operator", { command: "pause", reason: "" }), {
      code: status.UNAVAILABLE,
    });
    assert.equal(journals.journal.recover(), false);

    database.pragma("max_page_count = 1000000");
    assert.ok(journals.journal.recover());
    world.cutOff();
    await world.open(true);
    assert.equal(world.session.core.exchange.lastReceived, lastReceived);
    world.driver.say({ $case: "fault", fault: { id: "vacuum", detail } });
    world.connect();
    await arrive(world);
    assert.equal(world.session.core.exchange.lastReceived, lastReceived + 1);
    command(world, { command: "resume", haltId: "" });
    await drain(world);
  });

  it("could not be written when the policy answered is read again, and the policy is asked again", async () => {
    const lost: string[] = [];
    const services = { ...world.services, lost: (key: string) => lost.push(key) };
    await drainToDecision();
    world.session.close();
    world.session = await CollectionSession.opened(world.key, world.settings, services);
    assert.equal(world.policy.questions.length, 1);
    const { database } = journals;
    database.pragma(`max_page_count = ${database.pragma("page_count", { simple: true })}`);
    assert.throws(() => {
      for (;;) journals.journal.append(`${world.key}-rival`, "x", Buffer.alloc(100_000));
    });
    world.policy.answer(world.session.core, UNDISTURBED);
    await world.turn();
    assert.deepEqual(lost, [world.key]);
    database.pragma("max_page_count = 1000000");
    assert.ok(journals.journal.recover());
    journals.endTurn();
    await world.open(true);
    assert.equal(world.policy.questions.length, 1);
  });

  async function drainToDecision(): Promise<void> {
    for (let i = 0; i < 60 && world.session.core.state.name !== "deciding"; i++) {
      world.driver.step(UNDISTURBED);
      await arrive(world);
    }
    assert.equal(world.session.core.state.name, "deciding");
  }
});
