import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { notificationsSchema } from "../../../server/notifications/settings.js";
import { alarmKinds, guardsSchema } from "../../../server/safety/guards/index.js";
import { limitsSchema } from "../../../server/safety/limits.js";

const text = readFileSync(new URL("../../../../docs/safety.md", import.meta.url), "utf8");

/** The cells of a section's table, its first column without backticks. */
function table(heading: string): string[][] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  assert.ok(section, `no section '${heading}'`);
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim().replace(/^`(\w+)`$/, "$1")),
  );
}

/** Defaults as a document writes them. */
function defaults(values: Readonly<Record<string, unknown>>, keys: readonly string[]): [string, string][] {
  return keys.map((key) => {
    const value = values[key];
    return [key, value === undefined || (Array.isArray(value) && value.length === 0) ? "none" : `${value}`];
  });
}

const byName = (a: readonly string[], b: readonly string[]) => a[0]!.localeCompare(b[0]!);

describe("docs/safety.md", () => {
  it("has every limit", () => {
    assert.deepEqual(
      table("Limits").map(([key]) => key),
      Object.keys(limitsSchema.shape),
    );
  });

  it("has every threshold of the guards with its default", () => {
    const documented = table("Guards").map(([key, value]) => [key!, value!]);
    const inCode = defaults(guardsSchema.parse({}), Object.keys(guardsSchema.shape));
    assert.deepEqual(documented.sort(byName), inCode.sort(byName));
  });

  it("has every alarm with its severity, and says of each whether it pauses", () => {
    const documented = table("Alarms");
    const inCode = Object.entries(alarmKinds).map(([code, { severity }]) => [code, severity]);
    assert.deepEqual(documented.map(([code, severity]) => [code!, severity!]).sort(byName), inCode.sort(byName));
    for (const cells of documented) {
      const [code, , , byItself] = cells;
      assert.equal(cells.length, 5, code);
      assert.ok(
        cells.every((cell) => cell !== ""),
        code,
      );
      assert.equal(byItself!.includes("the session pauses"), alarmKinds[code as keyof typeof alarmKinds].pauses, code);
    }
  });

  it("says of each threshold which alarm it raises, if it raises one", () => {
    const codes = new Set(Object.keys(alarmKinds));
    for (const [key, , raises] of table("Guards"))
      for (const [, named] of raises!.matchAll(/`(\w+)`/g)) assert.ok(codes.has(named!), `${key} names ${named}`);
  });

  it("has every setting of the notifications with its default", () => {
    const documented = table("Who is told").map(([key, value]) => [key!, value!]);
    assert.deepEqual(documented, defaults(notificationsSchema.parse({}), Object.keys(notificationsSchema.shape)));
  });
});
