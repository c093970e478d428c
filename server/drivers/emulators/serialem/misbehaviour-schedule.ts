import { RandomStream } from "../../../../env/random/random-stream.js";
import type { MisbehaviourKind, RequestName } from "./misbehaviour.js";

/** Something that is to go wrong. */
export interface Armed {
  readonly kind: MisbehaviourKind;
  /** As its kind's schema gives them. */
  readonly options: unknown;
  /** How many requests that it could befall are spared before. Default: none. */
  readonly after?: number;
  /** Only this request. Default: all that it can befall. */
  readonly request?: RequestName;
}

/** What goes wrong when: once where it was asked for, or by chance, the same for the same seed. */
export class MisbehaviourSchedule {
  readonly #random: RandomStream;
  #armed: { readonly armed: Armed; left: number }[] = [];

  /** @param chances of each request that a kind can befall, each from 0 to 1 */
  constructor(
    readonly chances: ReadonlyMap<MisbehaviourKind, number> = new Map(),
    seed = 1,
  ) {
    this.#random = new RandomStream(seed);
  }

  arm(armed: Armed): void {
    this.#armed.push({ armed, left: armed.after ?? 0 });
  }

  /** Takes back what was armed. */
  clear(): void {
    this.#armed = [];
  }

  /** What befalls a request. */
  due(request: RequestName): Pick<Armed, "kind" | "options">[] {
    const due: Pick<Armed, "kind" | "options">[] = [];
    this.#armed = this.#armed.filter((waiting) => {
      const { armed } = waiting;
      if (!armed.kind.befalls(request) || (armed.request !== undefined && armed.request !== request)) return true;
      if (waiting.left-- > 0) return true;
      due.push(armed);
      return false;
    });
    for (const [kind, chance] of this.chances) {
      if (kind.befalls(request) && this.#random.uniform() < chance) due.push({ kind, options: kind.options.parse({}) });
    }
    return due;
  }
}
