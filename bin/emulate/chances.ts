import { InvalidArgumentError } from "commander";

/** `slow-reply=0.02,stop=0.001` as names and chances. */
export function chances(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const item of text.split(",").filter((part) => part.trim() !== "")) {
    const [name = "", chance = ""] = item.split("=").map((part) => part.trim());
    const value = chance === "" ? Number.NaN : Number(chance);
    if (name === "" || !(value >= 0 && value <= 1)) {
      throw new InvalidArgumentError(
        `'${item}': expected NAME=CHANCE with a chance from 0 to 1, such as slow-reply=0.02`,
      );
    }
    found.set(name, value);
  }
  return found;
}
