import { isDeepStrictEqual } from "node:util";
import type { DriveResponse } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { CollectionCore } from "../../server/collection/core/collection-core.js";
import type { CoreState } from "../../server/collection/core/core-state.js";
import { planOf } from "../../server/collection/session/collected-session-settings.js";
import { inputOf } from "../../server/collection/session/journal-codec.js";
import type { ModelWorld } from "./model-world.js";

/** A session that goes by what is on the disk alone: what another one says must follow from that. */
export class ModelShadow {
  /** The server's messages by their numbers. */
  readonly due = new Map<number, DriveResponse>();
  /** Number of the driver's last message that is on the disk. */
  acknowledgeable = 0;
  readonly #core: CollectionCore;
  #read = 0;
  #isBehind = true;

  constructor(readonly world: ModelWorld) {
    const { key, settings } = world;
    const { mode, resultsSource } = settings;
    this.#core = new CollectionCore({ key, plan: planOf(settings), mode, resultsSource: resultsSource! });
  }

  /** The last epoch that is on the disk. */
  get epoch(): number {
    this.readOn();
    return this.#core.epoch;
  }

  /** The disk may have got something. */
  committed(): void {
    this.#isBehind = true;
  }

  /** Takes in what has got to the disk. */
  readOn(): void {
    if (!this.#isBehind) return;
    this.#isBehind = false;
    for (const entry of this.world.journals.journal.entries(this.world.key, this.#read)) {
      const input = inputOf(entry);
      if (input.kind === "driver") this.acknowledgeable = Math.max(this.acknowledgeable, input.request.seq);
      for (const output of this.#core.take(input, entry.recordedAtMilliseconds)) {
        if (output.kind === "send") this.due.set(output.response.seq, structuredClone(output.response));
      }
      this.#read++;
    }
  }

  /** What is another in a session, apart from what was acknowledged without anything to be kept; undefined if nothing is. */
  differs(core: CollectionCore): keyof CoreState | undefined {
    this.readOn();
    const live = plain(core.save());
    const { exchange, ...rest } = plain(this.#core.save());
    const outbox = exchange.outbox.filter(({ seq }) => seq > exchange.lastSent - live.exchange.outbox.length);
    const expected: CoreState = { ...rest, exchange: { ...exchange, outbox } };
    const names = Object.keys(expected) as (keyof CoreState)[];
    return names.find((name) => !isDeepStrictEqual(live[name], expected[name]));
  }
}

function plain(state: CoreState): CoreState {
  return JSON.parse(JSON.stringify(state)) as CoreState;
}
