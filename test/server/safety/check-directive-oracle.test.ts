import assert from "node:assert/strict";
import fc from "fast-check";
import type { CheckedDirective } from "../../../server/safety/asked.js";
import { checkDirective } from "../../../server/safety/check-directive.js";
import type { Limits } from "../../../server/safety/limits.js";
import { reduceSafetyFacts, type SafetyFacts } from "../../../server/safety/safety-facts.js";
import { acquire, factsAfter, goToGroup, goToSquare, limitsOf, load, surveySquare, twoGrids } from "./directives.js";

/** What was really done, as a ledger beside the instrument would have it. */
interface Done {
  readonly at: number;
  readonly minutes: number;
  readonly what: "load" | "stage" | "shot";
  readonly target: string;
  readonly group?: string;
  readonly seconds: number;
}

const targets = twoGrids();
const groups = Object.keys(targets).filter((id) => targets[id]!.level === 3);
const squares = Object.keys(targets).filter((id) => targets[id]!.level === 2);

const limitsArbitrary = fc.record(
  {
    stage_x_micrometers: fc.constantFrom([0, 150], [150, 250], [-500, 500]),
    stage_y_micrometers: fc.constantFrom([0, 9], [0, 10]),
    image_shift_radius_micrometers: fc.constantFrom(1, 2, 4, 5),
    grid_loads_per_hour: fc.integer({ min: 1, max: 3 }),
    shots_per_target: fc.integer({ min: 1, max: 3 }),
    shots_within_beam: fc.integer({ min: 1, max: 3 }),
    total_hours: fc.constantFrom(1, 2, 8),
    allowed_slots: fc.constantFrom([1], [2], [1, 2]),
    forbidden_squares: fc.constantFrom(["1"], ["A/2"], []),
    quiet_hours: fc.constantFrom([{ from: "23:00", to: "01:00" }], [{ from: "13:00", to: "14:00" }]),
  },
  { requiredKeys: [] },
);

const directiveArbitrary: fc.Arbitrary<CheckedDirective> = fc.oneof(
  fc.constantFrom("A", "B").map((grid) => load(grid)),
  fc.constantFrom(...squares).chain((id) => fc.constantFrom(goToSquare(id), surveySquare(id))),
  fc.constantFrom(...groups).map(goToGroup),
  fc
    .tuple(fc.constantFrom(...groups), fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }))
    .map(([group, holes]) =>
      acquire(
        group,
        holes.map((hole) => `${group}/${hole}`),
      ),
    ),
);

const stepsArbitrary = fc.array(fc.tuple(directiveArbitrary, fc.constantFrom(0, 60, 1200, 3600)), { maxLength: 25 });

/** What a ledger with these entries breaks of each rule, by looking at everything in it. */
function broken(limits: Limits, ledger: readonly Done[]): string[] {
  const found = new Set<string>();
  const shots = ledger.filter(({ what }) => what === "shot");
  const position = (id: string) => ({ x: targets[id]!.stageXMicrometers!, y: targets[id]!.stageYMicrometers! });
  const apart = (a: string, b: string) => {
    const [p, q] = [position(a), position(b)];
    return Math.sqrt((p.x - q.x) ** 2 + (p.y - q.y) ** 2);
  };
  const outside = (value: number, range: readonly number[] | undefined) =>
    range !== undefined && (value < range[0]! || value > range[1]!);
  for (const { at, minutes, what, target, group, seconds } of ledger) {
    if (what === "stage" && outside(position(target).x, limits.stage_x_micrometers)) found.add("stage_x_micrometers");
    if (what === "stage" && outside(position(target).y, limits.stage_y_micrometers)) found.add("stage_y_micrometers");
    if (what === "shot" && apart(target, group!) > (limits.image_shift_radius_micrometers ?? Infinity))
      found.add("image_shift_radius_micrometers");
    const hour = ledger.filter((other) => other.what === "load" && other.at >= at && other.at < at + 3600);
    if (what === "load" && hour.length > (limits.grid_loads_per_hour ?? Infinity)) found.add("grid_loads_per_hour");
    const slot = target === "A" ? 1 : 2;
    if (what === "load" && limits.allowed_slots?.includes(slot) === false) found.add("allowed_slots");
    if (shots.filter((shot) => shot.target === target).length > limits.shots_per_target) found.add("shots_per_target");
    if (at + seconds > (limits.total_hours ?? Infinity) * 3600) found.add("total_hours");
    const [grid, square] = target.split("/");
    if (limits.forbidden_squares.some((id) => square !== undefined && (id === square || id === `${grid}/${square}`)))
      found.add("forbidden_squares");
    const hourOfDay = Math.floor(minutes / 60);
    const quiet = limits.quiet_hours[0]?.from === "23:00" ? [23, 0] : limits.quiet_hours.length > 0 ? [13] : [];
    if (quiet.includes(hourOfDay)) found.add("quiet_hours");
  }
  if (limits.shots_within_beam !== undefined && tooManyTogether(limits.shots_within_beam + 1))
    found.add("shots_within_beam");
  return [...found].sort();

  /** Whether some so many shots all lie within a diameter of each other: every choice is looked at. */
  function tooManyTogether(size: number, chosen: readonly string[] = [], from = 0): boolean {
    if (chosen.length === size) return true;
    for (let i = from; i < shots.length; i++) {
      const next = shots[i]!.target;
      const near = (other: string) => other[0] === next[0] && apart(other, next) <= limits.beam_diameter_micrometers!;
      if (chosen.every(near) && tooManyTogether(size, [...chosen, next], i + 1)) return true;
    }
    return false;
  }
}

/** What a directive makes a ledger say. */
function done(directive: CheckedDirective, at: number, minutes: number): Done[] {
  const common = { at, minutes, seconds: directive.expectedSeconds };
  const kind = directive.kind!;
  switch (kind.$case) {
    case "loadGrid":
      return [{ ...common, what: "load", target: kind.loadGrid.targetId }];
    case "goToSquare":
      return [{ ...common, what: "stage", target: kind.goToSquare.targetId }];
    case "surveySquare":
      return [{ ...common, what: "stage", target: kind.surveySquare.targetId }];
    case "goToGroup":
      return [{ ...common, what: "stage", target: kind.goToGroup.targetId }];
    case "acquire": {
      const { groupId: group, shots } = kind.acquire;
      const exposures = shots.map(({ targetId }) => ({ ...common, what: "shot" as const, target: targetId, group }));
      return [{ ...common, what: "stage", target: group }, ...exposures];
    }
    default:
      return [];
  }
}

describe("checkDirective against a ledger", () => {
  it("passes nothing that breaks a limit, and holds nothing back that does not", () => {
    let passed = 0;
    let held = 0;
    const property = fc.property(
      limitsArbitrary,
      fc.constantFrom(1, 2, 4),
      stepsArbitrary,
      (given, diameter, steps) => {
        const limits = limitsOf({ ...given, beam_diameter_micrometers: diameter });
        let facts: SafetyFacts = factsAfter();
        let ledger: Done[] = [];
        let clock = 0;
        for (const [directive, wait] of steps) {
          clock += wait;
          const minutes = (720 + clock / 60) % 1440;
          facts = reduceSafetyFacts(facts, { kind: "time", clockSeconds: clock, localMinutes: minutes });
          const violations = [...new Set(checkDirective(limits, facts, directive).map(({ rule }) => rule))].sort();
          assert.deepEqual(
            checkDirective(limits, JSON.parse(JSON.stringify(facts)), directive).length > 0,
            violations.length > 0,
          );
          const entries = done(directive, clock, minutes);
          const expected = broken(limits, [...ledger, ...entries]);
          // A limit on shots near each other is kept more narrowly than it says: by a circle around each.
          const narrow = (rule: string) => rule !== "shots_within_beam";
          assert.deepEqual(violations.filter(narrow), expected.filter(narrow));
          if (expected.includes("shots_within_beam")) assert.ok(violations.includes("shots_within_beam"));
          if (violations.length > 0) {
            held++;
            continue;
          }
          passed++;
          ledger = [...ledger, ...entries];
          for (const { what, target, at } of entries) {
            if (what === "load") facts = reduceSafetyFacts(facts, { kind: "loaded", target, atSeconds: at });
            else if (what === "stage") facts = reduceSafetyFacts(facts, { kind: "moved", target });
            else facts = reduceSafetyFacts(facts, { kind: "exposed", target });
          }
        }
        assert.deepEqual(broken(limits, ledger), []);
      },
    );
    fc.assert(property, { numRuns: 450, seed: 11 });
    assert.ok(passed > 400 && held > 400, `${passed} passed, ${held} held back`);
  });
});
