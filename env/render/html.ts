/** Text that is HTML or SVG already: {@link html} puts it in as it is, and everything else escaped. */
export class Html {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

export type Piece = Html | string | number | undefined | readonly Piece[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** What XML 1.0 can't hold, escaped or not: most control characters, and halves of surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is meant
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

/** Makes text safe between tags and in quoted attributes; what can't stand there becomes U+FFFD. */
export function escapeHtml(text: string): string {
  return text.replace(forbidden, "\ufffd").replace(/[&<>"']/g, (character) => entities[character]!);
}

/**
 * A template whose values are escaped unless they are {@link Html}; lists are joined, undefined is nothing.
 *
 * @example html`<b>${"a < b"}</b>`.text // "<b>a &lt; b</b>"
 */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Html {
  let text = strings[0]!;
  values.forEach((value, i) => {
    text += piece(value) + strings[i + 1]!;
  });
  return new Html(text);
}

function piece(value: Piece): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.text;
  if (typeof value === "string" || typeof value === "number") return escapeHtml(String(value));
  return value.map(piece).join("");
}
