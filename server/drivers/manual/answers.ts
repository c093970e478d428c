/** How an operator answers a directive. */
export interface Answer {
  readonly word: Word;
  /** What stands behind the word; empty if nothing. */
  readonly why: string;
}

const WORDS = ["done", "skip", "failed", "stop"] as const;

export type Word = (typeof WORDS)[number];

/**
 * Reads an answer such as `done`, `skip too thick` or `f`.
 *
 * @param allowed the words that fit
 * @returns undefined if it is none of them
 */
export function readAnswer(line: string, allowed: readonly Word[] = WORDS): Answer | undefined {
  const [given = "", ...rest] = line.split(/\s+/);
  const meant = given.toLowerCase();
  // "s" could be two of them.
  const fits = allowed.filter((word) => word === meant || (meant.length > 0 && word.startsWith(meant)));
  return fits.length === 1 ? { word: fits[0]!, why: rest.join(" ") } : undefined;
}

/** The words for a question: "done, skip, failed or stop". */
export function wordsOf(allowed: readonly Word[] = WORDS): string {
  return `${allowed.slice(0, -1).join(", ")} or ${allowed.at(-1)}`;
}
