import { BusyKind } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { ReportRequest } from "../../proto/gen/cryogym/v1alpha1/results_service.js";
import type { OperatorCommand } from "../../server/collection/core/core-input.js";
import { ProtocolError } from "../../server/collection/protocol-error.js";
import { CollectionSession } from "../../server/collection/session/collection-session.js";
import type { ModelWorld } from "./model-world.js";

/** What happens in a {@link ModelWorld} in more than one step. */

/**
 * Everything that is on its way arrives, gets to the disk and is answered; then the driver does a piece of work. Before
 * that an operator may look at what holds the session.
 */
export async function flow(world: ModelWorld, choices: readonly number[]): Promise<void> {
  const { halt } = world.session.core.state;
  if ((choices[0] ?? 0) % 4 > (halt === null ? 0 : 2)) await tend(world);
  for (const choice of choices) {
    if (!world.driver.isConnected) world.connect();
    await arrive(world);
    if (world.policy.answer(world.session.core, choice)) await arrive(world);
    world.driver.step(choice);
  }
}

/** An operator sees to it that the session goes on. */
async function tend(world: ModelWorld): Promise<void> {
  const { driver, session } = world;
  const { faults } = session.core;
  for (const id of Object.keys(faults)) driver.say({ $case: "faultCleared", faultCleared: { id } });
  for (const { kind, id } of session.core.state.holds) {
    const busy = BusyKind[id.toUpperCase() as keyof typeof BusyKind];
    if (kind === "busy") driver.say({ $case: "ready", ready: { kind: busy } });
  }
  if (driver.epoch > 0) await arrive(world);
  const { state } = session.core;
  if (state.halt !== null) {
    command(world, { command: "resume", haltId: "halt-0" });
    command(world, { command: "resume", haltId: state.halt.id });
  } else if (state.holds.length > 0) command(world, { command: "resume", haltId: "" });
  if (state.mode !== "advise") command(world, { command: "setMode", mode: "autonomous" });
  if (state.proposal !== null) command(world, { command: "approve", number: state.proposal.number });
  await world.turn();
}

/** Everything that is on its way arrives. */
export async function arrive(world: ModelWorld): Promise<void> {
  for (let isQuiet = false; !isQuiet; ) {
    isQuiet = world.toServer.length === 0;
    while (world.toServer.length > 0) world.deliverToServer();
    await world.turn();
    if (world.commit()) isQuiet = false;
    while (world.toDriver.length > 0) world.deliverToDriver();
  }
  await world.turn();
  world.invariants.checkInFlight();
}

/** An operator wants something, and may hear that it can't be. */
export function command(world: ModelWorld, wanted: OperatorCommand): void {
  const { session, invariants } = world;
  const { halt } = session.core.state;
  const isWrong = wanted.command === "resume" && wanted.haltId !== "" && wanted.haltId !== halt?.id;
  const before = session.core.exchange.lastSent;
  const done = session.command("operator", wanted);
  const seq = session.core.exchange.lastSent;
  if (wanted.command === "pause" && !session.isOver) invariants.paused(seq);
  // What the end of a pause lets go on is sent with it.
  if (wanted.command === "resume" && wanted.haltId === "" && seq > before) invariants.unpaused();
  done.then(
    () => {
      if (isWrong) invariants.fail("a halt is resumed by its own id", `by '${wanted.haltId}', not '${halt?.id}'`);
      if (wanted.command === "halt") invariants.halted(seq);
      if (wanted.command === "pause") invariants.pauseIsSafe();
      if (wanted.command === "resume" && wanted.haltId !== "") invariants.resumed();
    },
    (error: unknown) => {
      if (!(error instanceof ProtocolError)) invariants.fail("operators hear what was wrong", String(error));
    },
  );
}

/** The pipeline reports a shot that there is, or one that there is not. */
export function report(world: ModelWorld, choice: number, revision: number): void {
  const ids = [...world.session.core.model.shots.entries()].map(([id]) => id);
  const shotId = choice % 23 === 0 || ids.length === 0 ? "nobody-knows" : ids[choice % ids.length]!;
  const withdrawn = choice % 9 === 8;
  const outcome = { shotId, revision, withdrawn, ...(!withdrawn && { ctfResolutionAngstrom: 3 + (choice % 50) / 10 }) };
  const request = ReportRequest.fromPartial({ sessionKey: world.key, source: "pipeline", outcomes: [outcome] });
  world.session.report(request).then(
    (receipts) => world.invariants.results.reported(request, receipts),
    () => {},
  );
}

/** Another session of the same instrument wants to move it. */
export async function rival(world: ModelWorld): Promise<void> {
  const { invariants, session, driver } = world;
  if (invariants.shadow.epoch === 0) return;
  const isFree = session.isOver;
  const key = `${world.key}-rival`;
  world.rival ??= await CollectionSession.opened(key, world.settings, world.services);
  try {
    world.rival.connect({ ...driver.hello(), sessionKey: key }, 0, { send() {}, refuse() {}, end() {} });
    if (!isFree) invariants.fail("one session moves an instrument", "another one was let in");
  } catch (error) {
    if (!(error instanceof ProtocolError && error.reason === "LEASE_HELD")) throw error;
    if (isFree) invariants.fail("an instrument is free after its session", error.message);
  }
  invariants.raise();
}

/** Everything comes to rest: what is under way ends, and both sides agree on what has happened. */
export async function drain(world: ModelWorld): Promise<void> {
  const { driver, session, invariants } = world;
  world.toServer.length = 0;
  world.connect();
  await arrive(world);
  for (let round = 0; round < 200; round++) {
    const { state } = session.core;
    if (state.mode !== "observe" && !session.isOver) command(world, { command: "setMode", mode: "observe" });
    if (state.halt !== null && state.name !== "resuming") command(world, { command: "resume", haltId: state.halt.id });
    else if (state.halt === null && (state.holds.length > 0 || driver.isPaused) && !session.isOver && round % 4 === 3)
      command(world, { command: "resume", haltId: "" });
    await arrive(world);
    world.policy.answer(session.core, 0);
    const worked = driver.step(5);
    await arrive(world);
    if (!worked && driver.outbox.length === 0 && driver.inbox.length === 0 && world.policy.questions.length === 0)
      break;
  }
  invariants.check();
  const { name, directive } = session.core.state;
  if (directive !== null || driver.underWay !== undefined)
    invariants.fail("both sides agree in the end", `server ${directive?.id}, driver ${driver.underWay?.directive.id}`);
  if (!["watching", "held", "finished"].includes(name)) invariants.fail("nothing gets stuck", name);
  const told = new Set(invariants.results.doneShots());
  const lost = [...driver.made.keys()].filter((id) => !told.has(id));
  if (lost.length > 0 || told.size !== driver.made.size)
    invariants.fail("no exposure is lost or doubled", `made ${driver.made.size}, told ${told.size}`);
  await rival(world);
  invariants.raise();
}
