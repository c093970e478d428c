const MOST_CHARACTERS = 80;

/** A user's text for a message: on one line, its end left out if it is long. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS - 1)}…`;
}
