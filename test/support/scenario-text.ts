import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LocatedError, UserError } from "../../env/errors.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import type { Scenario } from "../../env/scenario/scenario.js";
import { scenariosFolder } from "../../env/scenario/scenario-files.js";
import { withTemporaryFile } from "./temporary-file.js";

/** A scenario to be changed. */
export const sample = readFileSync(join(scenariosFolder, "y1-like.yaml"), "utf8");

/** The sample with its first `from` replaced. */
export function changed(from: string, to: string): string {
  assert.ok(sample.includes(from), `the sample lacks '${from}'`);
  return sample.replace(from, to);
}

/** Where a text stands first, as `line:column`. */
export function place(text: string, mark: string): string {
  const before = text.slice(0, text.indexOf(mark)).split("\n");
  return `${before.length}:${before.at(-1)!.length + 1}`;
}

/** Asserts that a scenario is refused with exactly these problems, each `[line:column, message]`. */
export function refuses(text: string, ...problems: [string, RegExp][]): void {
  withTemporaryFile("scenario.yaml", text, (file) => {
    assert.throws(
      () => loadScenario(file),
      (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.equal(error instanceof LocatedError, problems.length === 1);
        const lines = error.message.split(`${file}:`).slice(1);
        assert.equal(lines.length, problems.length, error.message);
        lines.forEach((line, i) => {
          const [at, message] = problems[i]!;
          assert.ok(line.startsWith(`${at}: `), `expected ${at}: ${line}`);
          assert.match(line.slice(at.length + 2).trimEnd(), message);
        });
        return true;
      },
    );
  });
}

/** The scenario that a text is. */
export function loads(text: string): Scenario {
  let scenario: Scenario | undefined;
  withTemporaryFile("scenario.yaml", text, (file) => {
    scenario = loadScenario(file);
  });
  return scenario!;
}
