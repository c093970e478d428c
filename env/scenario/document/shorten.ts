const MOST_CHARACTERS = 80;

/** A text for a message: on one line, without characters that would steer a terminal. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ");
}

/** A user's text for a message: on one line, its end left out if it is long. */
export function shorten(text: string): string {
  const line = oneLine(text);
  return line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS - 1)}…`;
}
