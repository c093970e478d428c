import assert from "node:assert/strict";
import type { Directive } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { FailureCategory, RejectionReason } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { StageReading } from "../../../server/drivers/instrument.js";
import { withinDay } from "../../../server/drivers/library/ring-geometry.js";
import { type Limits, limitsMessage, limitsSchema } from "../../../server/safety/limits.js";
import { type DriverBench, driverBench } from "../../support/server-drive.js";
import { RecordingInstrument } from "../../support/server-instrument.js";
import { ManualTime } from "../../support/server-manual-time.js";
import { surveyedTargets } from "../../support/server-scripted-driver.js";
import { acquireDirective, directive } from "../../support/server-scripted-server.js";

const to = (targetId: string) => ({ targetId });
const load = (id: string, grid: string) => directive(id, { $case: "loadGrid", loadGrid: to(grid) });
const square = (id: string, target: string) => directive(id, { $case: "goToSquare", goToSquare: to(target) });
const group = (id: string, target: string) => directive(id, { $case: "goToGroup", goToGroup: to(target) });

/** Squares stand 100 µm apart from each other, groups 10 µm, holes 1 µm, all along x; grid 2 has no positions. */
function placedTargets() {
  return surveyedTargets().map((target) => {
    const [grid, ...below] = target.id.split(".").map(Number);
    if (grid === 2 || below.length === 0) return target;
    const [square = 0, group = 0, hole = 0] = below;
    return { ...target, stageXMicrometers: square * 100 + group * 10 + hole, stageYMicrometers: 0 };
  });
}

/** An instrument whose targets have positions and slots. */
class PlacedInstrument extends RecordingInstrument {
  offMicrometers = 0;

  exposeTilts(targetId: string, shotId: string) {
    return this.expose(targetId, shotId);
  }

  override async describe() {
    const slots = ["1", "2"].map((targetId, i) => ({ number: i + 1, occupancy: 1, name: "", targetId }));
    return { targets: placedTargets(), placeTargetId: "", slots };
  }

  override async readPosition(): Promise<StageReading & { targetId: string }> {
    const at = placedTargets().find(({ id }) => id === this.place);
    const off = this.offMicrometers;
    const { stageXMicrometers: x, stageYMicrometers: y } = at ?? {};
    const position = x === undefined || y === undefined ? {} : { stageXMicrometers: x + off, stageYMicrometers: y };
    return { targetId: this.place, ...position, stageZMicrometers: 40, tiltDegrees: 0 };
  }
}

describe("the instrument's own limits", () => {
  let bench: DriverBench;
  let instrument: PlacedInstrument;
  const time = new ManualTime();

  beforeEach(async () => {
    bench = await driverBench();
    instrument = new PlacedInstrument();
  });

  afterEach(() => bench.close());

  async function given(own: object, directives: Directive[], more: object = {}): Promise<Limits> {
    const limits = limitsSchema.parse(own);
    bench.server.options.limits = limitsMessage(limits);
    bench.server.options.directives.push(...directives, directive("end", { $case: "finish", finish: {} }));
    const driven = bench.drive(instrument, { limits, ...more });
    await bench.heard("surveyed");
    const ends = () =>
      (["directiveCompleted", "directiveFailed", "directiveRejected"] as const).flatMap((name) =>
        bench.server.of(name),
      );
    for (let i = 0; i < 500 && ends().length <= directives.length; i++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(ends().length, directives.length + 1);
    bench.server.end();
    assert.equal(await driven, "finished");
    return limits;
  }

  /** What was rejected, as limits alone do it. */
  function rejected(): [string, string][] {
    return bench.server.of("directiveRejected").map(({ directiveRejected: { directiveId, reason, detail } }) => {
      assert.equal(reason, RejectionReason.LIMIT, detail);
      return [directiveId, detail];
    });
  }

  const cases: { what: string; own: object; passes: Directive[]; fails: Directive; words: RegExp }[] = [
    {
      what: "the stage's range for a square",
      own: { stage_x_micrometers: [-150, 150] },
      passes: [square("a", "1.1")],
      fails: square("x", "1.2"),
      words: /stage x is 200; -150 to 150 is allowed/,
    },
    {
      what: "the stage's range for a group",
      own: { stage_x_micrometers: [-150, 115] },
      passes: [group("a", "1.1.1")],
      fails: group("x", "1.1.2"),
      words: /stage x is 120/,
    },
    {
      what: "the stage's range where the position is not known",
      own: { stage_y_micrometers: [-1, 1] },
      passes: [square("a", "1.1")],
      fails: square("x", "2.1"),
      words: /stage y is not known/,
    },
    {
      what: "slots",
      own: { allowed_slots: [1] },
      passes: [load("a", "1")],
      fails: load("x", "2"),
      words: /'2' is in slot 2; only 1 may be loaded/,
    },
    {
      what: "grid loads an hour",
      own: { grid_loads_per_hour: 2 },
      passes: [load("a", "1"), load("b", "2")],
      fails: load("x", "1"),
      words: /2 grids were loaded within the last hour/,
    },
    {
      what: "shots of a target",
      own: { shots_per_target: 2 },
      passes: [acquireDirective("a", "1.1.1", ["1.1.1.1"]), acquireDirective("b", "1.1.1", ["1.1.1.1"])],
      fails: acquireDirective("x", "1.1.1", ["1.1.1.1"]),
      words: /'1\.1\.1\.1' was exposed 2 times/,
    },
    {
      what: "shots of a target within one directive, one if nothing is said",
      own: {},
      passes: [],
      fails: acquireDirective("x", "1.1.1", ["1.1.1.1", "1.1.1.1"]),
      words: /was exposed 1 times, at most 1/,
    },
    {
      what: "image shift",
      own: { image_shift_radius_micrometers: 2 },
      passes: [acquireDirective("a", "1.1.1", ["1.1.1.1", "1.1.1.2"])],
      fails: acquireDirective("x", "1.1.1", ["1.1.1.3"]),
      words: /'1\.1\.1\.3' is 3\.00 µm from '1\.1\.1', 2 µm/,
    },
    {
      what: "shots within the beam",
      own: { shots_within_beam: 2, beam_diameter_micrometers: 1.5 },
      passes: [acquireDirective("a", "1.1.1", ["1.1.1.1", "1.1.1.3"])],
      fails: acquireDirective("x", "1.1.1", ["1.1.1.2"]),
      words: /2 shots lie within 1\.5 µm of '1\.1\.1\.2'/,
    },
    {
      what: "squares, by name, and what is in them",
      own: { forbidden_squares: ["square 1.2"] },
      passes: [square("a", "1.1")],
      fails: group("x", "1.2.1"),
      words: /'square 1\.2' is forbidden/,
    },
    {
      what: "the session's time",
      own: { total_hours: 0.1 },
      passes: [square("a", "1.1"), square("b", "1.2")],
      fails: square("x", "1.1"),
      words: /has taken its 0\.1 h/,
    },
    {
      what: "hours of the day",
      own: {
        quiet_hours: [
          { from: "00:00", to: "12:00" },
          { from: "12:00", to: "00:00" },
        ],
      },
      passes: [],
      fails: square("x", "1.1"),
      words: /nothing is begun from/,
    },
    {
      what: "tilt",
      own: { tilt_degrees: [-60, 60] },
      passes: [],
      fails: tilted("x", [0, 61]),
      words: /tilt is 61/,
    },
  ];
  for (const { what, own, passes, fails, words } of cases) {
    it(`hold for ${what}`, async () => {
      instrument.capabilities.tiltSeries = true;
      await given(own, [...passes, fails]);
      const found = rejected();
      assert.deepEqual(
        found.map(([id]) => id),
        ["x"],
      );
      assert.match(found[0]![1], words);
      assert.equal(bench.server.of("directiveCompleted").length, passes.length + 1);
    });
  }

  it("count over a restart, and an hour is an hour", async () => {
    const own = { grid_loads_per_hour: 1, shots_per_target: 1 };
    await given(own, [load("a", "1"), acquireDirective("b", "1.1.1", ["1.1.1.1"])], { time });
    const bound = bench.drive.bind(bench);
    const again = async (directives: Directive[]) => {
      const ends = bench.server.of("directiveCompleted").length + bench.server.of("directiveRejected").length;
      const driven = bound(instrument, { limits: limitsSchema.parse(own), time });
      await bench.heard("hello", bench.server.hellos.length + 1);
      for (const one of directives) bench.server.send({ $case: "directive", directive: one });
      for (let i = 0; i < 500; i++) {
        const now = bench.server.of("directiveCompleted").length + bench.server.of("directiveRejected").length;
        if (now === ends + directives.length) break;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      bench.server.end();
      await driven;
    };
    time.unix += 3_500_000;
    await again([load("c", "2"), acquireDirective("d", "1.1.1", ["1.1.1.1"])]);
    assert.deepEqual(
      rejected().map(([id]) => id),
      ["c", "d"],
    );
    time.unix += 200_000;
    await again([load("e", "2")]);
    assert.deepEqual(
      rejected().map(([id]) => id),
      ["c", "d"],
    );
  });

  it("include where the stage came to stand", async () => {
    instrument.offMicrometers = 4;
    await given({}, [square("a", "1.1"), group("b", "1.1.1")]);
    instrument.offMicrometers = 6;
    assert.equal(bench.server.of("directiveFailed").length, 0);
    bench.close();
    bench = await driverBench();
    await given({}, [square("a", "1.1"), group("b", "1.1.1")]);
    const wrong = bench.server.of("directiveFailed").map((said) => said.directiveFailed);
    assert.deepEqual(
      wrong.map(({ category }) => category),
      [FailureCategory.HARDWARE, FailureCategory.HARDWARE],
    );
    assert.match(wrong[0]!.detail, /sent to 100, 0 µm and stands at 106, 0 µm, 6\.0 µm off; 5 µm are allowed/);
    assert.equal(bench.server.of("position").at(-1)!.position.stageXMicrometers, 116);
  });

  it("include the height and the tilt that are read back", async () => {
    await given({ stage_z_micrometers: [-30, 30] }, [square("a", "1.1")]);
    assert.match(bench.server.of("directiveFailed")[0]!.directiveFailed.detail, /stage z is 40/);
  });
});

describe("withinDay", () => {
  it("knows spans over midnight, without their end", () => {
    const at = (hours: number, minutes = 0) => new Date(2026, 0, 5, hours, minutes);
    assert.deepEqual(
      [21, 22, 23, 0, 5, 6].map((hour) => withinDay(at(hour), "22:00", "06:00")),
      [false, true, true, true, true, false],
    );
    assert.deepEqual(
      [8, 9, 16, 17].map((hour) => withinDay(at(hour), "09:00", "17:00")),
      [false, true, true, false],
    );
    assert.equal(withinDay(at(16, 59), "09:00", "17:00"), true);
  });
});

function tilted(id: string, tiltsDegrees: number[]): Directive {
  const given = acquireDirective(id, "1.1.1", ["1.1.1.1"]);
  if (given.kind?.$case === "acquire") given.kind.acquire.tiltSeries = { tiltsDegrees };
  return given;
}
