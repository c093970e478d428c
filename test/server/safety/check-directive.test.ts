import assert from "node:assert/strict";
import type { CheckedDirective } from "../../../server/safety/asked.js";
import { checkDirective } from "../../../server/safety/check-directive.js";
import { limitsSchema } from "../../../server/safety/limits.js";
import { limitRules } from "../../../server/safety/rules/index.js";
import { minutesUntilQuiet } from "../../../server/safety/rules/quiet-hours.js";
import type { SafetyEvent, SafetyFacts } from "../../../server/safety/safety-facts.js";
import { acquire, factsAfter, finish, goToGroup, goToSquare, limitsOf, load, surveySquare } from "./directives.js";

const exposed = (target: string): SafetyEvent => ({ kind: "exposed", target });
const time = (clockSeconds: number, localMinutes = 720): SafetyEvent => ({ kind: "time", clockSeconds, localMinutes });

function texts(given: object, facts: SafetyFacts, directive: CheckedDirective): string[] {
  return checkDirective(limitsOf(given), facts, directive).map(({ rule, text }) => `${rule}: ${text}`);
}

describe("checkDirective", () => {
  it("lets pass what no limit forbids, and one shot of a target by default", () => {
    const facts = factsAfter(exposed("A/1/g/0"));
    assert.deepEqual(texts({}, facts, goToGroup("nowhere")), []);
    assert.deepEqual(texts({}, facts, acquire("A/1/g", ["A/1/g/1", "A/1/g/2"])), []);
    assert.deepEqual(texts({}, facts, acquire("A/1/g", ["A/1/g/0"])), [
      "shots_per_target: 'A/1/g/0' would be exposed 2 times; allowed are 1.",
    ]);
    assert.equal(texts({}, facts, acquire("A/1/g", ["A/1/g/3", "A/1/g/3"])).length, 1);
  });

  it("forgets no shot and no load, however long ago", () => {
    const others = Array.from({ length: 300 }, (_, i) => exposed(`B/1/g/${i}`));
    const loads = Array.from({ length: 40 }, (): SafetyEvent => ({ kind: "loaded", target: "A", atSeconds: 10 }));
    const facts = factsAfter(exposed("A/1/g/0"), ...others, ...loads);
    assert.equal(texts({}, facts, acquire("A/1/g", ["A/1/g/0"])).length, 1);
    assert.match(texts({ grid_loads_per_hour: 40 }, facts, load("A"))[0]!, /number 41/);
  });

  it("lets the session finish whatever is broken", () => {
    const limits = { total_hours: 1, quiet_hours: [{ from: "00:00", to: "23:59" }], tilt_degrees: [0, 0] };
    const facts = factsAfter(time(9999), { kind: "moved", target: "A", tiltDegrees: 60 });
    assert.deepEqual(texts(limits, facts, finish), []);
  });

  it("names axis, value and range of a stage position", () => {
    const limits = { stage_x_micrometers: [-150, 150], stage_y_micrometers: [0, 9] };
    assert.deepEqual(texts(limits, factsAfter(), surveySquare("A/2")), [
      "stage_x_micrometers: The stage would go to x 200 µm at 'A/2'; allowed is −150 to 150 µm.",
    ]);
    assert.deepEqual(texts(limits, factsAfter(), goToSquare("A/1")), []);
    assert.match(texts(limits, factsAfter(), goToGroup("A/1/g"))[0]!, /^stage_y.* y 10 µm .* 0 to 9 µm/);
    assert.match(texts(limits, factsAfter(), acquire("A/1/g", ["A/1/g/0"]))[0]!, /^stage_y/);
    assert.match(texts(limits, factsAfter(), goToSquare("__proto__"))[0]!, /^stage_x.* not known/);
  });

  it("checks height and tilt where something is done as the stage stands, and every tilt of a series", () => {
    const limits = { stage_z_micrometers: [-100, 100], tilt_degrees: [-60, 60] };
    const facts = factsAfter({ kind: "moved", target: "A/1/g", stageZMicrometers: 101, tiltDegrees: 61 });
    assert.deepEqual(texts(limits, facts, goToGroup("A/1/g")), [
      "stage_z_micrometers: The stage stands at z 101 µm; allowed is −100 to 100 µm.",
      "tilt_degrees: The stage is tilted to 61°; allowed is −60° to 60°.",
    ]);
    assert.deepEqual(texts(limits, facts, goToSquare("A/1")), []);
    const lower = factsAfter({ kind: "moved", target: "A/1/g", stageZMicrometers: -100, tiltDegrees: 60 });
    assert.deepEqual(texts(limits, lower, acquire("A/1/g", ["A/1/g/0"])), []);
    assert.deepEqual(texts(limits, lower, acquire("A/1/g", ["A/1/g/0"], [0, 60, -63])), [
      "tilt_degrees: The series would tilt to −63°; allowed is −60° to 60°.",
    ]);
  });

  it("measures image shift from the group's position; what is not known is not allowed", () => {
    const limits = { image_shift_radius_micrometers: 4 };
    assert.deepEqual(texts(limits, factsAfter(), acquire("A/1/g", ["A/1/g/2", "A/1/g/3"])), [
      "image_shift_radius_micrometers: 'A/1/g/3' lies 6 µm from its group's stage position; allowed are 4 µm.",
    ]);
    assert.match(texts(limits, factsAfter(), acquire("A/1/g", ["?"]))[0]!, /not known/);
  });

  it("counts loads in a sliding hour, half open", () => {
    const limits = { grid_loads_per_hour: 2 };
    const loadedTwice = (now: number) =>
      factsAfter(
        { kind: "loaded", target: "A", atSeconds: 100 },
        { kind: "loaded", target: "B", atSeconds: 3500 },
        time(now),
      );
    assert.deepEqual(texts(limits, loadedTwice(3699), load("A")), [
      "grid_loads_per_hour: Loading 'A' would be load number 3 within an hour; allowed are 2.",
    ]);
    assert.deepEqual(texts(limits, loadedTwice(3700), load("A")), []);
    assert.equal(texts({ grid_loads_per_hour: 0 }, factsAfter(), load("A")).length, 1);
  });

  it("counts shots within a diameter of the beam, on the same grid alone", () => {
    const limits = { shots_within_beam: 2, beam_diameter_micrometers: 2, shots_per_target: 9 };
    const facts = factsAfter(exposed("A/1/g/0"), exposed("B/1/g/1"));
    assert.deepEqual(texts(limits, facts, acquire("A/1/g", ["A/1/g/1"])), []);
    assert.deepEqual(texts(limits, facts, acquire("A/1/g", ["A/1/g/1", "A/1/g/2"])), [
      "shots_within_beam: 3 exposures would lie within 2 µm of 'A/1/g/1'; allowed are 2.",
    ]);
    assert.match(texts(limits, facts, acquire("A/1/g", ["?"]))[0]!, /not known/);
  });

  it("keeps the position that a target had when it was exposed", () => {
    const limits = { shots_within_beam: 1, beam_diameter_micrometers: 1 };
    const moved = { "A/1/g/0": { parent: "A/1/g", level: 4, name: "0", stageXMicrometers: 500, stageYMicrometers: 0 } };
    const facts = factsAfter(
      exposed("A/1/g/0"),
      { kind: "targets", targets: moved },
      {
        kind: "targets",
        targets: { "A/1/g/9": { parent: "A/1/g", level: 4, name: "9", stageXMicrometers: 100, stageYMicrometers: 10 } },
      },
    );
    assert.equal(texts(limits, facts, acquire("A/1/g", ["A/1/g/9"])).length, 1);
  });

  it("bounds when the session ends by what the directive is expected to take", () => {
    assert.deepEqual(texts({ total_hours: 1 }, factsAfter(time(3361)), load("A")), [
      "total_hours: It would end 1 h after the session began; allowed are 1 h.",
    ]);
    assert.deepEqual(texts({ total_hours: 1 }, factsAfter(time(3360)), load("A")), []);
  });

  it("loads from allowed slots alone, and not from one that it does not know", () => {
    const limits = { allowed_slots: [1, 3] };
    assert.deepEqual(texts(limits, factsAfter(), load("A")), []);
    assert.deepEqual(texts(limits, factsAfter(), load("B")), ["allowed_slots: 'B' lies in slot 2; allowed are 1, 3."]);
    assert.match(texts(limits, factsAfter({ kind: "inventory", slots: {} }), load("A"))[0]!, /not known/);
    assert.match(texts(limits, factsAfter(), load("constructor"))[0]!, /not known/);
  });

  it("keeps out of forbidden squares by id and by name, with all that lies in them", () => {
    const byId = { forbidden_squares: ["A/1"] };
    for (const directive of [goToSquare("A/1"), surveySquare("A/1"), goToGroup("A/1/g"), acquire("A/2/g", ["A/1/g/0"])])
      assert.match(texts(byId, factsAfter(), directive).join(), /^forbidden_squares: .* in the square 'A\/1'/);
    assert.deepEqual(texts(byId, factsAfter(), goToSquare("B/1")), []);
    const byName = { forbidden_squares: ["2"] };
    assert.equal(texts(byName, factsAfter(), goToSquare("B/2")).length, 1);
    assert.deepEqual(texts(byName, factsAfter(), acquire("A/1/g", ["A/1/g/2"])), [], "a hole's name is no square's");
    assert.deepEqual(texts(byName, factsAfter(), load("A")), []);
    assert.equal(texts({ forbidden_squares: ["new"] }, factsAfter(), goToSquare("new")).length, 1);
  });

  it("begins nothing in quiet hours, over midnight too", () => {
    const limits = { quiet_hours: [{ from: "22:00", to: "06:30" }] };
    const at = (minutes: number) => texts(limits, factsAfter(time(0, minutes)), load("A"));
    assert.deepEqual(at(22 * 60), ["quiet_hours: It is 22:00; nothing is begun from 22:00 to 06:30."]);
    for (const minutes of [23 * 60 + 59, 0, 389]) assert.equal(at(minutes).length, 1, `${minutes}`);
    for (const minutes of [390, 720, 22 * 60 - 1]) assert.deepEqual(at(minutes), [], `${minutes}`);
    const { localMinutes: _, ...timeless } = factsAfter();
    assert.match(texts(limits, timeless, load("A"))[0]!, /not known/);
  });

  it("says how long it is until quiet hours", () => {
    const limits = limitsOf({
      quiet_hours: [
        { from: "22:00", to: "06:00" },
        { from: "12:00", to: "13:00" },
      ],
    });
    assert.deepEqual(
      [5 * 60, 6 * 60, 12 * 60, 13 * 60, 21 * 60 + 50].map((minutes) => minutesUntilQuiet(limits, minutes)),
      [0, 360, 0, 540, 10],
    );
    assert.equal(minutesUntilQuiet(limitsOf({}), 0), Number.POSITIVE_INFINITY);
  });

  it("has a rule for each key of the schema", () => {
    const keys = Object.keys(limitsSchema.shape).filter((key) => key !== "beam_diameter_micrometers");
    assert.deepEqual(Object.keys(limitRules).sort(), keys.sort());
  });

  it("refuses limits that can't be kept", () => {
    assert.throws(() => limitsOf({ shots_within_beam: 2 }), /needs the diameter/);
    assert.throws(() => limitsOf({ quiet_hours: [{ from: "22:00", to: "22:00" }] }), /the same/);
    assert.throws(() => limitsOf({ quiet_hours: [{ from: "22", to: "6" }] }), /06:30/);
  });
});
