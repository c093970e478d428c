import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { renderSession } from "../../../../env/render/render-session.js";
import type { SessionTextOptions } from "../../../../env/render/text/session-text.js";
import { Session } from "../../../../env/session/session.js";
import { exampleTree } from "../../../agent/report/report-example.js";
import { planOf } from "../../../support/plans.js";
import { everyState, halfSurveyed, type RecordedSession, withPositions } from "../../../support/render-sessions.js";

const text = ({ session, way }: RecordedSession, options?: SessionTextOptions) =>
  renderSession(session, way, "ansi", options);

/** How often a character stands in the square's part, legend left out. */
function countIn(whole: string, character: string): number {
  const square = whole.split("\n\n").find((section) => section.startsWith("square "))!;
  return [...square].filter((c) => c === character).length;
}

describe("sessionText", () => {
  it("has no escape codes without colour, and else the same text", () => {
    const plain = text(everyState(), { colour: false });
    assert.ok(!plain.includes("\u001b"));
    const coloured = text(everyState());
    assert.ok(coloured.includes("\u001b["));
    assert.equal(stripVTControlCharacters(coloured), plain);
  });

  it("shows each hole of the square as a symbol, the clock, the counts and what is pending", () => {
    const plain = text(everyState(), { colour: false });
    assert.deepEqual(
      ["●", "■", "✕", "?"].map((symbol) => countIn(plain, symbol)),
      [1, 1, 1, 1],
    );
    assert.equal(
      ["·", "∘", "○"].reduce((sum, symbol) => sum + countIn(plain, symbol), 0),
      12 - 4,
    );
    assert.match(plain, /^0:05 of 1:00 h {2}█+░+ {2}1 good · 4 exposures · 1 pending$/m);
    assert.match(plain, /^stage at grid \/ square 1 \/ group 2 \/ hole 1$/m);
    assert.match(plain, /^pending: .*1\/2\/1$/m);
    assert.match(plain, /▸ 1 {2}1\/3 good, 1 pending, 8 left/);
  });

  it("shows nothing of what has not been seen", () => {
    const recorded = halfSurveyed();
    recorded.session.moved(recorded.session.tree.row("s3")!, 60);
    const plain = text(recorded, { colour: false });
    assert.match(plain, /▸ 3 {2}–/);
    assert.doesNotMatch(plain, /^square/m);
    recorded.session.moved(recorded.session.tree.row("s1")!, 60);
    assert.match(text(recorded, { colour: false }), /^ {2}nothing known: 3$/m);
  });

  it("keeps to the width", () => {
    const session = new Session(exampleTree(), planOf(60));
    const large = { session, way: { events: [] } };
    session.exposed(session.tree.firstLeaf, 60);
    for (const width of [40, 57, 80, 200]) {
      for (const recorded of [everyState("a long beginning of a name "), withPositions(), large]) {
        for (const line of text(recorded, { width, colour: false }).split("\n")) {
          assert.ok([...line].length <= width, `${[...line].length} of ${width}: ${line}`);
        }
      }
    }
    assert.throws(() => text(everyState(), { width: 39 }), /width is 39; expected at least 40/);
    assert.throws(() => text(everyState(), { width: Number.NaN }), RangeError);
  });

  it("lets no name steer the terminal", () => {
    const plain = text(everyState("\u001b[2J\u0007"), { colour: false });
    assert.ok(!plain.includes("\u001b") && !plain.includes("\u0007"));
    assert.ok(plain.includes("\ufffd[2J\ufffd"));
  });

  it("shows positions in holes", () => {
    const plain = text(withPositions(), { colour: false });
    assert.equal(countIn(plain, "●"), 1);
    assert.equal(countIn(plain, "·"), 5);
  });
});
