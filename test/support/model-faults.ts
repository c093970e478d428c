import type { DriveResponse } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { CollectionCore } from "../../server/collection/core/collection-core.js";
import type { CoreState } from "../../server/collection/core/core-state.js";
import { SessionSafety } from "../../server/collection/core/session-safety.js";
import { Exchange } from "../../server/collection/exchange.js";
import { SessionModel } from "../../server/collection/model/session-model.js";
import { CollectionSession } from "../../server/collection/session/collection-session.js";
import type { DriverStream } from "../../server/collection/session/driver-stream.js";
import { Journal, LeaseHeld } from "../../server/journal/index.js";
import { ModelPolicy } from "./model-policy.js";

/** Something that a server could do wrong. */
export interface PlantedFault {
  /** What the server does. */
  readonly name: string;
  /** What the model says then. */
  readonly breaks: RegExp;
  /** One by which it is found soon. */
  readonly seed?: number;
  /** Plants it. @returns what takes it out again */
  plant(): () => void;
}

/** Puts another method in the place of one, until what it gives back is called. */
function instead<T extends object, Name extends keyof T>(
  { prototype }: { readonly prototype: T },
  name: Name,
  make: (original: T[Name]) => T[Name],
): () => void {
  const original = prototype[name];
  prototype[name] = make(original);
  return () => {
    prototype[name] = original;
  };
}

function both(...undo: (() => void)[]): () => void {
  return () => {
    for (const one of undo) one();
  };
}

const MOST_REVISIONS = 1000;

type Dispatch = CollectionCore["dispatch"];

/** Lets the machine do something else about an event. */
function dispatching(change: (core: CollectionCore, event: Parameters<Dispatch>[0], usual: Dispatch) => void) {
  return () =>
    instead(CollectionCore, "dispatch", (usual) => {
      return function (this: CollectionCore, event) {
        change(this, event, usual.bind(this));
      };
    });
}

/** Makes another snapshot of the one that is read. */
function snapshotting(change: (state: CoreState) => object) {
  return () =>
    instead(Journal, "snapshot", (usual) => {
      return function (this: Journal, key, version) {
        const snapshot = usual.call(this, key, version);
        if (snapshot === undefined) return undefined;
        const state = JSON.parse(Buffer.from(snapshot.payload).toString()) as CoreState;
        return { ...snapshot, payload: Buffer.from(JSON.stringify({ ...state, ...change(state) })) };
      };
    });
}

export const plantedFaults: readonly PlantedFault[] = [
  {
    name: "does what follows before the journal has it",
    breaks: /before the journal has it/,
    plant: () =>
      instead(Journal, "whenCommitted", (usual) => {
        return function (this: Journal, callback) {
          callback();
          usual.call(this, () => {});
        };
      }),
  },
  {
    name: "acknowledges before the commit",
    breaks: /acknowledged before the journal has it/,
    plant() {
      const streams = new WeakMap<CollectionSession, DriverStream>();
      return both(
        instead(CollectionSession, "connect", (usual) => {
          return function (this: CollectionSession, hello, ack, stream, raw) {
            streams.set(this, stream);
            return usual.call(this, hello, ack, stream, raw);
          };
        }),
        instead(CollectionSession, "receive", (usual) => {
          return function (this: CollectionSession, request, raw) {
            usual.call(this, request, raw);
            streams.get(this)?.send({ epoch: this.core.epoch, seq: 0, ack: request.seq, message: undefined });
          };
        }),
      );
    },
  },
  {
    name: "sends again with a new number after a connection",
    breaks: /the journal|number/,
    plant: () =>
      instead(Exchange<DriveResponse>, "unacknowledged", (usual) => {
        return function (this: Exchange<DriveResponse>) {
          return usual.call(this).map((message) => this.number((seq) => ({ ...message, seq })));
        };
      }),
  },
  {
    name: "takes no notice of a directive that came too late",
    breaks: /both sides know what is in flight/,
    seed: 10,
    plant: dispatching((_, event, usual) => {
      if (event.kind !== "rejected" || event.reason !== "expired") usual(event);
    }),
  },
  {
    name: "takes messages of an old epoch",
    breaks: /epoch/,
    plant: () =>
      instead(CollectionSession, "receive", (usual) => {
        return function (this: CollectionSession, request, raw) {
          usual.call(this, { ...request, epoch: this.core.epoch }, raw);
        };
      }),
  },
  {
    name: "lets a halt end by itself",
    breaks: /nothing is directed while halted/,
    plant: dispatching((core, event, usual) => {
      usual(event);
      if (event.kind !== "halted" || core.state.halt === null) return;
      usual({ kind: "resume", haltId: core.state.halt.id });
      usual({ kind: "resumed" });
    }),
  },
  {
    name: "lets any resume end a halt",
    breaks: /a halt is resumed by its own id/,
    seed: 1,
    plant: () =>
      instead(CollectionSession, "command", (usual) => {
        return function (this: CollectionSession, by, command) {
          const haltId = this.core.state.halt?.id;
          const isResume = command.command === "resume" && haltId !== undefined;
          return usual.call(this, by, isResume ? { command: "resume", haltId } : command);
        };
      }),
  },
  {
    name: "counts shots that were dropped as made",
    breaks: /no exposure is lost or doubled/,
    plant: () =>
      instead(SessionModel, "shotDropped", () => {
        return function (this: SessionModel, shotId) {
          this.shots.advance(shotId, "started");
          this.shotEnded(shotId, "done", 0);
        };
      }),
  },
  {
    name: "takes a message in twice",
    breaks: /not refused|journal says|doubled/,
    plant: () =>
      instead(Exchange<DriveResponse>, "isNew", (usual) => {
        return function (this: Exchange<DriveResponse>, seq) {
          return seq === this.lastReceived || usual.call(this, seq);
        };
      }),
  },
  {
    name: "takes a message in before the one that is missing",
    breaks: /journal says|lost or doubled|not refused/,
    plant: () =>
      instead(Exchange<DriveResponse>, "isNew", (usual) => {
        return function (this: Exchange<DriveResponse>, seq) {
          return seq > this.lastReceived + 1 || usual.call(this, seq);
        };
      }),
  },
  {
    name: "lets a second session have an instrument",
    breaks: /one session moves an instrument/,
    plant: () =>
      instead(Journal, "acquireLease", (usual) => {
        return function (this: Journal, instrument, key) {
          try {
            return usual.call(this, instrument, key);
          } catch (error) {
            if (error instanceof LeaseHeld) return 99;
            throw error;
          }
        };
      }),
  },
  {
    name: "checks no limits",
    breaks: /no limit is broken/,
    plant: () => instead(SessionSafety, "check", () => () => []),
  },
  {
    name: "lets a lower revision take the place of a higher one",
    breaks: /the highest revision counts/,
    plant: () =>
      instead(SessionModel, "report", (usual) => {
        return function (this: SessionModel, shotId, source, revision, outcome) {
          return usual.call(this, shotId, source, MOST_REVISIONS - revision, outcome);
        };
      }),
  },
  {
    name: "keeps no decisions in the journal",
    breaks: /sent before the journal has it|journal says/,
    plant: () =>
      instead(Journal, "append", (usual) => {
        return function (this: Journal, key, kind, ...rest) {
          return kind === "decision" ? this.length(key) : usual.call(this, key, kind, ...rest);
        };
      }),
  },
  {
    name: "forgets in snapshots what was not acknowledged",
    breaks: /journal says|number|not refused/,
    seed: 11,
    plant: snapshotting(({ exchange }) => ({ exchange: { ...exchange, outbox: [] } })),
  },
  {
    name: "forgets in snapshots that it is halted",
    breaks: /journal says/,
    seed: 1,
    plant: snapshotting(({ state }) => ({
      state: state.halt === null ? state : { ...state, name: "held", halt: null, holds: [] },
    })),
  },
  {
    name: "does not ask the policy again after a start",
    breaks: /nothing gets stuck/,
    plant() {
      const goingOn = new WeakSet<ModelPolicy>();
      return both(
        instead(ModelPolicy, "reopen", (usual) => {
          return function (this: ModelPolicy, key, settings, history) {
            if (history.length > 0) goingOn.add(this);
            return usual.call(this, key, settings, history);
          };
        }),
        instead(ModelPolicy, "decide", (usual) => {
          return function (this: ModelPolicy, key) {
            return goingOn.delete(this) ? new Promise(() => {}) : usual.call(this, key);
          };
        }),
      );
    },
  },
  {
    name: "gives the next directive before the last has ended",
    breaks: /one directive in flight|not refused/,
    plant: dispatching((core, event, usual) => {
      usual(event.kind === "informed" && core.state.name === "directed" ? { kind: "completed" } : event);
    }),
  },
];
