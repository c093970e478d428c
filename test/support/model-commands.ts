import fc from "fast-check";
import { BusyKind, ImageKind } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { modes } from "../../server/collection/machine/collection-state.js";
import { arrive, command, drain, flow, report, rival } from "./model-flow.js";
import type { ModelJournal } from "./model-journal.js";
import { ModelWorld } from "./model-world.js";

/** A choice by which nothing goes wrong. */
export const UNDISTURBED = 5;
const HOUR_MILLISECONDS = 3_600_000;

/** The world's name for itself; what must hold is in its invariants. */
type Model = Record<never, never>;

/** One thing that happens. */
class Happening implements fc.AsyncCommand<Model, ModelWorld> {
  constructor(
    readonly name: string,
    readonly values: readonly unknown[],
    readonly happen: (world: ModelWorld) => void | Promise<void>,
  ) {}

  check(): boolean {
    return true;
  }

  async run(_: Model, world: ModelWorld): Promise<void> {
    await this.happen(world);
    await world.turn();
  }

  toString(): string {
    return `${this.name}(${this.values.map((value) => JSON.stringify(value)).join(", ")})`;
  }
}

function happening<T extends readonly unknown[]>(
  name: string,
  values: { [K in keyof T]: fc.Arbitrary<T[K]> },
  happen: (world: ModelWorld, ...values: T) => void | Promise<void>,
): fc.Arbitrary<fc.AsyncCommand<Model, ModelWorld>> {
  return fc
    .tuple(...(values as unknown as fc.Arbitrary<unknown>[]))
    .map((chosen) => new Happening(name, chosen, (world) => happen(world, ...(chosen as unknown as T))));
}

const choice = fc.nat(10_000);
const few = fc.integer({ min: 1, max: 4 });
const switches = fc.record({ crashes: fc.boolean(), useSnapshot: fc.boolean(), reopens: fc.constant(false) });
const kinds = fc.constantFrom(BusyKind.REFILL, BusyKind.OPERATOR);
const faults = fc.constantFrom("vacuum", "camera");

/** What driver, operator, policy, pipeline, network and disk can do; the way things usually go more often. */
const happenings = [
  ...Array(6).fill(happening("flow", [fc.array(choice, { minLength: 4, maxLength: 16, size: "max" })], flow)),
  happening("connect", [], (world) => world.connect()),
  happening("cut", [], (world) => world.cut()),
  happening("commit", [], (world) => void world.commit()),
  happening("deliver to server", [few], (world, count: number) => {
    for (let i = 0; i < count; i++) world.deliverToServer();
  }),
  happening("deliver to driver", [few], (world, count: number) => {
    for (let i = 0; i < count; i++) world.deliverToDriver();
  }),
  happening("deliver twice", [], (world) => {
    world.deliverToServer(world.toServer[0]);
    world.deliverToServer();
  }),
  happening("repeat", [few], (world, count: number) => world.driver.repeat(count)),
  happening("drop", [], (world) => void world.toServer.shift()),
  happening("swap", [], (world) => {
    world.toServer.splice(0, 2, ...world.toServer.slice(0, 2).reverse());
  }),
  happening("drop to driver", [], (world) => void world.toDriver.shift()),
  happening("work", [fc.array(choice, { minLength: 1, maxLength: 4 })], (world, choices: number[]) => {
    for (const one of choices) world.driver.step(one);
  }),
  happening("answer", [choice], (world, one: number) => void world.policy.answer(world.session.core, one)),
  ...Array(3).fill(happening("restart", [switches], (world, how) => world.restart(how))),
  happening("restart of the driver", [], (world) => {
    world.driver.restart();
    world.cut();
  }),
  happening("clock", [fc.constantFrom(-1, 1)], (world, hours: number) => {
    world.journals.nowMilliseconds += hours * HOUR_MILLISECONDS;
  }),
  ...Array(2).fill(happening("halt", [], (world) => command(world, { command: "halt", reason: "" }))),
  happening("resume", [fc.constantFrom("", "halt-1", "halt-2", "right", "right")], (world, id: string) => {
    const haltId = id === "right" ? (world.session.core.state.halt?.id ?? "") : id;
    command(world, { command: "resume", haltId });
  }),
  happening("pause", [], (world) => command(world, { command: "pause", reason: "" })),
  happening("mode", [fc.constantFrom(...modes, "autonomous" as const)], (world, mode) =>
    command(world, { command: "setMode", mode }),
  ),
  happening("policy", [], (world) => command(world, { command: "setPolicy", policy: "another" })),
  happening("proposal", [fc.constantFrom("approve", "reject")], (world, verdict: "approve" | "reject") =>
    command(world, { command: verdict, number: world.session.core.state.proposal?.number ?? 1 }),
  ),
  happening("amend", [targets(), targets()], (world, ...ids: string[]) =>
    command(world, { command: "amend", number: world.session.core.state.proposal?.number ?? 1, targets: ids }),
  ),
  happening("wish", [targets(), fc.constantFrom("next", "force", "skip")], (world, target, wish) =>
    command(world, { command: "wish", target, wish } as never),
  ),
  happening("goal", [fc.constantFrom("1", "2"), few], (world, target: string, leastGood: number) =>
    command(world, { command: "gridGoal", target, leastGood, mostExposures: 6, deadlineSeconds: 0 }),
  ),
  ...Array(2).fill(happening("report", [choice, fc.nat(3)], report)),
  happening("busy", [kinds], (world, kind) => world.driver.say({ $case: "busy", busy: { kind, expectedSeconds: 0 } })),
  happening("ready", [kinds], (world, kind) => world.driver.say({ $case: "ready", ready: { kind } })),
  happening("fault", [faults], (world, id) => world.driver.say({ $case: "fault", fault: { id, detail: "!" } })),
  happening("fault over", [faults], (world, id) => world.driver.say({ $case: "faultCleared", faultCleared: { id } })),
  happening("image", [fc.constantFrom("1", "2"), fc.constantFrom(0.1, 0.9)], (world, targetId, correlation: number) => {
    const image = { kind: ImageKind.ATLAS, targetId, meanCounts: 100, tile: Buffer.alloc(0) };
    world.driver.say({ $case: "imageTaken", imageTaken: { ...image, correlationWithAtlas: correlation } });
  }),
  happening("exposed by hand", [choice], exposedByHand),
  happening("rival", [], rival),
] as fc.Arbitrary<fc.AsyncCommand<Model, ModelWorld>>[];

/** What happens to one session. */
export interface Sequence {
  /** So many steps of an undisturbed session come before. */
  readonly steps: number;
  readonly commands: Iterable<fc.AsyncCommand<Model, ModelWorld>>;
}

export const sequences = (maxCommands = 16): fc.Arbitrary<Sequence> =>
  fc.record({ steps: fc.nat(24), commands: fc.commands(happenings, { maxCommands, size: "max" }) });

/** Runs one sequence against a session of its own, and lets it come to rest. @throws Broken */
export async function runSequence(journals: ModelJournal, { steps, commands }: Sequence): Promise<ModelWorld> {
  const world = await ModelWorld.begun(journals);
  try {
    await flow(world, Array(steps).fill(UNDISTURBED));
    await fc.asyncModelRun(() => ({ model: {}, real: world }), commands);
    await drain(world);
  } finally {
    world.close();
  }
  return world;
}

function targets(): fc.Arbitrary<string> {
  return fc.constantFrom("1.1.1.1", "1.1.1.2", "1.1.2.1", "1.2.1.1", "2.1.1.1", "2.1.1.3", "1.1", "2.1.1", "nowhere");
}

/** Only where nothing else is on its way: then the server can't have directed the hole meanwhile. */
async function exposedByHand(world: ModelWorld, one: number): Promise<void> {
  const { driver, session } = world;
  if (driver.epoch === 0) return;
  await arrive(world);
  if (session.isOver || driver.haltId !== undefined) return;
  const { tree } = session.core.model.session;
  const { planned } = session.core.state.directive ?? {};
  const directed = planned?.kind === "acquire" ? planned.holes : [];
  const open = tree.ids.filter((id, row) => {
    return tree.isLeaf(row) && session.core.model.session.isAvailable(row) && !directed.includes(id);
  });
  if (open.length === 0 || driver.outbox.length > 0 || driver.epoch !== world.epoch) return;
  driver.expose(open[one % open.length]!);
  await arrive(world);
}
