import { deserialize, serialize } from "node:v8";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { SessionChange } from "../../env/session/session-change.js";
import type { DecisionRecord, FallbackReason } from "./decision-record.js";

/** A decision, as far as later ones hang on it: as its record says. */
export interface DecidedEntry {
  readonly kind: "decided";
  readonly fallback?: FallbackReason;
  readonly memory?: readonly number[];
}

/**
 * What has happened in a session so far, in order: its changes, its decisions, and the policies that took over. A decision
 * comes after as many changes as its record says.
 */
export type HistoryEntry = SessionChange | DecidedEntry | { readonly kind: "swapped"; readonly policy: string };

/** The entry of a decision, which comes after as many changes as its record says. */
export function decidedEntry({ fallback, memory }: Pick<DecisionRecord, "fallback" | "memory">): DecidedEntry {
  if (fallback !== undefined) return { kind: "decided", fallback: fallback.reason };
  return { kind: "decided", ...(memory && { memory }) };
}

/** Consecutive entries, some of the first left out; bytes are packed ones. */
export interface HistoryPart {
  readonly skip: number;
  readonly entries: readonly HistoryEntry[] | Uint8Array;
}

interface Block {
  readonly first: number;
  readonly part: Uint8Array;
}

/** A target that was found counts as one, as does every other entry; so many are packed together. */
const PACKED_TOGETHER = 256;

/**
 * Keeps a session's history compactly: old entries are packed, which leaves a survey's targets about a tenth of their
 * size.
 *
 * @example
 * const history = new SessionHistory();
 * history.add({ kind: "found", targets });
 * unpack(history.since(0));
 */
export class SessionHistory {
  readonly #blocks: Block[] = [];
  #tail: HistoryEntry[] = [];
  #tailFirst = 0;
  #weight = 0;
  #changes = 0;
  #firstDecision: number | undefined;

  /** Number of entries. */
  get length(): number {
    return this.#tailFirst + this.#tail.length;
  }

  /** Number of entries that are changes. */
  get changes(): number {
    return this.#changes;
  }

  /** Place of the first decision, if there was one. */
  get firstDecision(): number | undefined {
    return this.#firstDecision;
  }

  add(entry: HistoryEntry): void {
    if (entry.kind === "decided") this.#firstDecision ??= this.length;
    else if (entry.kind !== "swapped") this.#changes++;
    this.#tail.push(entry);
    this.#weight += entry.kind === "found" ? Math.max(1, entry.targets.length) : 1;
    if (this.#weight < PACKED_TOGETHER) return;
    this.#blocks.push({ first: this.#tailFirst, part: deflateRawSync(serialize(this.#tail), { level: 1 }) });
    this.#tailFirst = this.length;
    this.#tail = [];
    this.#weight = 0;
  }

  /** The entries from one on. @param first its place, up to {@link length} */
  since(first: number): HistoryPart[] {
    const parts: HistoryPart[] = [];
    for (const [i, block] of this.#blocks.entries()) {
      const end = this.#blocks[i + 1]?.first ?? this.#tailFirst;
      if (end > first) parts.push({ skip: Math.max(0, first - block.first), entries: block.part });
    }
    const skip = Math.max(0, first - this.#tailFirst);
    if (skip < this.#tail.length) parts.push({ skip: 0, entries: this.#tail.slice(skip) });
    return parts;
  }
}

/** The entries of parts. */
export function unpack(parts: readonly HistoryPart[]): HistoryEntry[] {
  return parts.flatMap(({ skip, entries }) => {
    const all = entries instanceof Uint8Array ? (deserialize(inflateRawSync(entries)) as HistoryEntry[]) : entries;
    return all.slice(skip);
  });
}
