import assert from "node:assert/strict";
import { withSections } from "../../../../server/drivers/files/adoc/edit-adoc.js";
import { type Navigator, parseNavigator } from "../../../../server/drivers/files/navigator.js";
import { SourceText } from "../../../../server/drivers/files/source-text.js";
import { navigatorWithPlan } from "../../../../server/drivers/files/write-navigator-plan.js";
import { navigatorText, xmlNavigatorText } from "../../../support/nav-texts.js";

const parse = (bytes: string | Buffer): Navigator => parseNavigator(SourceText.of("grid.nav", Buffer.from(bytes)));

function unchanged({ adoc }: Navigator): Buffer {
  return adoc.source.bytes(
    withSections(
      adoc,
      adoc.sections.map((section) => ({ section })),
    ),
  );
}

describe("a navigator file", () => {
  it("is read", () => {
    const { items } = parse(navigatorText());
    assert.deepEqual(
      items.map(({ label, type, acquire }) => `${label} ${type} ${acquire}`),
      [
        "Atlas map false",
        "Square 1 polygon false",
        "1-1 point true",
        "1-2 point true",
        "1-3 point true",
        "1-4 point false",
        "far point true",
      ],
    );
    const [atlas, square, point] = items;
    assert.deepEqual(atlas!.map, {
      file: "X:\\data\\atlas.mrc",
      section: 0,
      magnificationIndex: 17,
      isMontage: true,
      scaleMatrix: [20.2, 2.1, 2.3, -19.6],
    });
    assert.deepEqual(square!.outline, { x: [0, 100, 100, 0, 0], y: [0, 0, 100, 100, 0] });
    assert.deepEqual(point!.stage, { x: 20, y: 20, z: -12.5 });
    assert.deepEqual([point!.mapId, point!.drawnId, point!.groupId], [301, 100, 77]);
    assert.deepEqual(point!.inPiece, { piece: 3, x: 10.5, y: 20.25 });
  });

  it("is written back byte for byte, in both notations, with any line ends and in any encoding", () => {
    const latin1 = Buffer.from(navigatorText(), "latin1");
    const odd = `\ufeff# a comment\n\n${navigatorText("\n")}\n\n\n  Trailing =   \t \n[Other = x]\n  y=1`;
    for (const bytes of [navigatorText(), navigatorText("\n"), latin1, odd, xmlNavigatorText]) {
      assert.deepEqual(unchanged(parse(bytes)), Buffer.from(bytes));
    }
  });

  for (const [notation, text] of [
    ["text", navigatorText()],
    ["XML", xmlNavigatorText],
  ] as const) {
    it(`takes a plan in, in its order, and leaves all else as it is (${notation})`, () => {
      const before = parse(text);
      const point = (label: string) => before.items.find((item) => item.label === label)!;
      const fresh = { label: "new & 1", stage: { x: 1.5, y: -2, z: 3 }, drawnId: 100 };
      const bytes = navigatorWithPlan(before, [
        { point: point("1-2"), note: "best <chance> .8" },
        { point: fresh },
        { point: point("1-1") },
      ]);
      const after = parse(bytes);
      const acquired = after.items.filter(({ acquire }) => acquire).map(({ label }) => label);
      assert.deepEqual(acquired, ["1-2", "new & 1", "1-1"]);
      assert.deepEqual(
        after.items.slice(-3).map(({ label }) => label),
        acquired,
      );
      const made = after.items.find(({ label }) => label === fresh.label)!;
      assert.deepEqual(made.stage, fresh.stage);
      assert.ok(!before.items.some(({ mapId }) => mapId === made.mapId));
      for (const item of before.items) {
        const now = after.items.find(({ label }) => label === item.label)!;
        const others = (of: typeof item) =>
          of.section.entries
            .filter(({ key }) => !["Acquire", "Note"].includes(key))
            .map(({ key, value }) => [key, value]);
        assert.deepEqual(others(now), others(item));
      }
      const note = after.items.find(({ label }) => label === "1-2")!.section.entries.find(({ key }) => key === "Note");
      assert.equal(note?.value, "best <chance> .8");
      // What was written is written back as it is, too.
      assert.deepEqual(unchanged(after), bytes);
      assert.equal(/\r\n/.test(text), /\r\n/.test(bytes.toString()));
      assert.equal(/[^\r]\n/.test(text), /[^\r]\n/.test(bytes.toString()));
    });
  }

  it("refuses a plan that can't be written", () => {
    const navigator = parse(navigatorText());
    const point = navigator.items[2]!;
    assert.throws(() => navigatorWithPlan(navigator, [{ point }, { point }]), /'1-1' is planned twice/);
    const other = parse(navigatorText()).items[2]!;
    assert.throws(() => navigatorWithPlan(navigator, [{ point: other }]), /another navigator/);
    const label = { label: "1-1", stage: point.stage };
    assert.throws(() => navigatorWithPlan(navigator, [{ point: label }]), /the label '1-1' is taken/);
    assert.throws(() => navigatorWithPlan(navigator, [{ point, note: "a\nb" }]), /more than one line/);
  });

  it("is refused at the place that is wrong", () => {
    const wrong = (from: string, to: string, problem: RegExp, text = navigatorText()) => {
      assert.ok(text.includes(from), from);
      assert.throws(() => parse(text.replace(from, to)), { name: "LocatedError", message: problem });
    };
    wrong("AdocVersion", "AdcVersion", /^grid\.nav:1:1: no AdocVersion/);
    wrong(
      "StageXYZ = 0 0 -12.5",
      "StageXYZ = 0 x -12.5",
      /^grid\.nav:6:12: StageXYZ is '0 x -12.5'; expected 3 numbers/,
    );
    wrong("NumPts = 5", "NumPts = 4", /^grid\.nav:16:8: PtsX has 5 numbers; expected 4, as NumPts says/);
    wrong("Type = 2", "Type = -2", /^grid\.nav:9:8: expected Type 0/);
    wrong("MapFile = X:\\data\\atlas.mrc\r\n", "", /^grid\.nav:4:1: item 'Atlas' has no MapFile/);
    wrong("Regis = 1", "Regis", /^grid\.nav:8:1: 'Regis'; expected 'key = value' or/);
    wrong("Regis = 1", "Reg\0is = 1", /^grid\.nav:8:4: a NUL byte/);
    wrong("<Type>1", "<Type>x", /^grid\.nav:12:11: Type is 'x'; expected a number/, xmlNavigatorText);
    wrong("</Regis>", "</Regs>", /^grid\.nav:11:13: <\/Regs>; expected <\/Regis>/, xmlNavigatorText);
    assert.throws(() => parse(""), { message: /^grid\.nav:1:1: no AdocVersion/ });
  });
});
