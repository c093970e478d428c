/** Roles of coloured text, as SGR parameters that can be read on light and on dark. */
const codes = {
  good: "38;5;33",
  bad: "38;5;208",
  failed: "38;5;202;1",
  pending: "38;5;170",
  open: "38;5;245",
  muted: "38;5;245",
  strong: "1",
  here: "7",
} as const;

export type Role = keyof typeof codes;

/** Puts text into a role's colour. */
export type Paint = (role: Role, text: string) => string;

/** @param colour whether the terminal shall get colour codes at all */
export function painter(colour: boolean): Paint {
  return colour ? (role, text) => `\u001b[${codes[role]}m${text}\u001b[0m` : (_role, text) => text;
}

/** A name as a terminal may have it: control characters, which could steer it, become U+FFFD. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, "\ufffd");
}

/** Text cut to a number of characters. */
export function shorten(text: string, most: number): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  return most < 1 ? "" : `${characters.slice(0, most - 1).join("")}…`;
}
