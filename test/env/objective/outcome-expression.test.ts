import assert from "node:assert/strict";
import fc from "fast-check";
import { compileOutcomeCondition, compileOutcomeNumber } from "../../../env/objective/outcome-expression.js";
import { outcomeFields, outcomeVariables } from "../../../env/objective/outcome-fields.js";
import { compileCondition } from "../../../env/scenario/expression.js";
import type { Outcome } from "../../../env/session/outcome.js";

const outcome: Outcome = { ctfResolutionAngstrom: 4, failed: false, iceThicknessNanometers: 40, particleCount: 0 };

describe("outcome expressions", () => {
  it("name what an outcome has, written as in files", () => {
    assert.deepEqual(outcomeVariables, [
      "ctf_resolution_angstrom",
      "ice_thickness_nanometers",
      "particle_count",
      "completed_tilts",
    ]);
    assert.deepEqual(compileOutcomeCondition("particle_count > 3 or completed_tilts > 3").fields, [
      "particleCount",
      "completedTilts",
    ]);
  });

  it("are false where something that they name was not measured, whichever way it is compared", () => {
    for (const text of [
      "completed_tilts < 5",
      "completed_tilts >= 5",
      "not (completed_tilts < 5)",
      "completed_tilts != 5",
    ]) {
      assert.equal(compileOutcomeCondition(text).of(outcome), false, text);
      assert.equal(compileOutcomeCondition(`ctf_resolution_angstrom < 5 or ${text}`).of(outcome), false, text);
    }
    const failed = { ...outcome, ctfResolutionAngstrom: Number.NaN, failed: true };
    assert.equal(compileOutcomeCondition("ctf_resolution_angstrom <= 6").of(failed), false);
  });

  it("are 0 as numbers where something was not measured, or the number is negative or not finite", () => {
    const number = (text: string) => compileOutcomeNumber(text).of(outcome);
    assert.equal(number("completed_tilts"), 0);
    assert.equal(number("2 * completed_tilts + 1"), 0);
    assert.equal(number("1 - ctf_resolution_angstrom"), 0);
    assert.equal(number("1 / particle_count"), 0);
    assert.equal(number("ice_thickness_nanometers / ctf_resolution_angstrom"), 10);
  });

  it("agree with the expression whatever way they are compiled", () => {
    const variable = fc.constantFrom(...outcomeVariables);
    const comparison = fc
      .tuple(variable, fc.constantFrom("<", "<=", ">", ">=", "==", "!="), fc.integer({ min: 0, max: 6 }), fc.boolean())
      .map(([name, operator, limit, turned]) =>
        turned ? `${limit} ${operator} ${name}` : `${name} ${operator} ${limit}`,
      );
    const text = fc.oneof(
      comparison,
      fc.tuple(comparison, comparison).map(([a, b]) => `${a} and (${b})`),
      fc.tuple(comparison, comparison).map(([a, b]) => `not (${a}) or ${b}`),
    );
    const number = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant(Number.NaN));
    const outcomes = fc.record(Object.fromEntries(outcomeFields.map((field) => [field, number])));
    fc.assert(
      fc.property(text, outcomes, (condition, given) => {
        const named = Object.fromEntries(outcomeFields.map((field, i) => [outcomeVariables[i]!, given[field]!]));
        const expected = compileCondition(condition, outcomeVariables)(named);
        assert.equal(compileOutcomeCondition(condition).of({ ...given, failed: false } as Outcome), expected);
      }),
      { numRuns: 500 },
    );
  });

  it("refuse other names, numbers for conditions and conditions for numbers", () => {
    assert.throws(
      () => compileOutcomeCondition("ctf_resolution_angstorm <= 6"),
      /Did you mean 'ctf_resolution_angstrom'/,
    );
    assert.throws(() => compileOutcomeCondition("particle_count"), /it is no condition/);
    assert.throws(() => compileOutcomeNumber("particle_count > 3"), /it is no number/);
  });
});
