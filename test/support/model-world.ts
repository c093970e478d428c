import type { DriveRequest, DriveResponse } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { defaultSafety, type SafetySettings } from "../../server/collection/core/session-safety.js";
import type { StateName } from "../../server/collection/machine/collection-state.js";
import { ProtocolError } from "../../server/collection/protocol-error.js";
import type { CollectedSessionSettings } from "../../server/collection/session/collected-session-settings.js";
import { CollectionSession } from "../../server/collection/session/collection-session.js";
import type { DriverStream } from "../../server/collection/session/driver-stream.js";
import { CORE_VERSION } from "../../server/collection/session/replay-journal.js";
import type { SessionServices } from "../../server/collection/session/session-services.js";
import { limitsSchema } from "../../server/safety/limits.js";
import { MOST_LOADS, ModelDriver } from "./model-driver.js";
import { ModelInvariants } from "./model-invariants.js";
import type { ModelJournal } from "./model-journal.js";
import { ModelPolicy } from "./model-policy.js";
import { silentLog } from "./server-in-process.js";
import { planText } from "./server-options.js";

export const FORBIDDEN_SQUARE = "1.2";
const BUDGET_MINUTES = 480;

export const modelSafety: SafetySettings = {
  ...defaultSafety,
  limits: limitsSchema.parse({ forbidden_squares: [FORBIDDEN_SQUARE], grid_loads_per_hour: MOST_LOADS }),
};

let made = 0;

/** A session of a server, its driver, its policy, and the network between, in which anything may happen in any order. */
export class ModelWorld {
  readonly key = `model-${++made}`;
  readonly policy = new ModelPolicy();
  readonly toServer: DriveRequest[] = [];
  readonly toDriver: DriveResponse[] = [];
  readonly driver: ModelDriver;
  readonly settings: CollectedSessionSettings = {
    scenario: planText(BUDGET_MINUTES),
    budgetSeconds: 60 * BUDGET_MINUTES,
    policy: "model",
    seed: 1,
    mode: "autonomous",
    instrument: this.key,
    resultsSource: "pipeline",
  };
  readonly invariants = new ModelInvariants(this);
  /** States that the session was found in. */
  readonly states = new Set<StateName>();
  session!: CollectionSession;
  rival: CollectionSession | undefined;
  epoch = 0;

  private constructor(readonly journals: ModelJournal) {
    this.driver = new ModelDriver(this.key, this.key, (request) => this.toServer.push(request));
  }

  static async begun(journals: ModelJournal): Promise<ModelWorld> {
    const world = new ModelWorld(journals);
    for (const key of [world.key, `${world.key}-rival`]) {
      const { instrument } = world.settings;
      journals.journal.createSession({ key, instrument, settings: JSON.stringify(world.settings) });
    }
    journals.endTurn();
    await world.open(false);
    return world;
  }

  /** The server's process begins, or begins again. */
  async open(useSnapshot: boolean): Promise<void> {
    this.session = await CollectionSession.opened(this.key, this.settings, this.services, useSnapshot);
  }

  get services(): SessionServices {
    return {
      journal: this.journals.journal,
      host: this.policy.asHost,
      log: silentLog,
      now: this.journals.now,
      serverId: "the-server",
      safetyOf: () => modelSafety,
      lost: () => {},
    };
  }

  /** The driver says hello; what was on its way on an older stream may still arrive. */
  connect(): void {
    const { driver } = this;
    this.toDriver.length = 0;
    driver.cut();
    driver.isConnected = true;
    try {
      this.epoch = this.session.connect(
        driver.hello(),
        driver.lastReceived,
        this.#stream(),
        undefined,
        driver.lastEpoch,
      );
      this.invariants.connected();
    } catch (error) {
      this.invariants.fail("a good driver is not refused", `hello: ${(error as Error).message}`);
    }
  }

  #stream(): DriverStream {
    let isOpen = true;
    const close = () => {
      isOpen = false;
    };
    return {
      send: (response) => {
        if (!isOpen) return;
        this.invariants.sent(response);
        this.toDriver.push(structuredClone(response));
      },
      refuse: close,
      end: close,
    };
  }

  /** The next message reaches the server. A stream that it refuses is over. */
  deliverToServer(request = this.toServer.shift()): void {
    if (request === undefined) return;
    const isOld = request.epoch !== this.epoch;
    try {
      this.session.receive(structuredClone(request));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.invariants.refused(request, isOld, error);
      if (!isOld) this.cut();
      return;
    }
    this.invariants.taken(request, isOld);
  }

  deliverToDriver(): void {
    const response = this.toDriver.shift();
    if (response !== undefined) this.driver.receive(response);
  }

  /** The connection breaks; both sides notice. */
  cut(): void {
    this.toDriver.length = 0;
    this.driver.cut();
    this.session.disconnect(this.epoch);
  }

  /** The server's process ends, with what is not on the disk, and begins again. */
  async restart({ crashes, useSnapshot, reopens }: { crashes: boolean; useSnapshot: boolean; reopens: boolean }) {
    if (!crashes) this.commit();
    if (!crashes && useSnapshot) {
      const { journal } = this.journals;
      const saved = Buffer.from(JSON.stringify(this.session.core.save()));
      journal.putSnapshot(this.key, journal.length(this.key), CORE_VERSION, saved);
      this.commit();
    }
    this.session.close();
    this.rival?.close();
    this.rival = undefined;
    this.invariants.shadow.committed();
    this.journals.crash();
    this.cutOff();
    if (reopens) this.journals.reopen();
    this.invariants.restarted();
    await this.open(useSnapshot);
    this.commit();
    this.invariants.check();
  }

  cutOff(): void {
    this.toServer.length = 0;
    this.toDriver.length = 0;
    this.epoch = 0;
    this.driver.cut();
  }

  /** What was written gets to the disk, and what follows from it happens. @returns whether there was anything */
  commit(): boolean {
    this.invariants.shadow.committed();
    return this.journals.endTurn();
  }

  /** The event loop turns: promises that can be settled are. */
  async turn(): Promise<void> {
    for (let i = 0; i < 8; i++) await Promise.resolve();
    this.states.add(this.session.core.state.name);
    this.invariants.raise();
  }

  close(): void {
    this.session.close();
    this.rival?.close();
    this.journals.endTurn();
  }
}
