import assert from "node:assert/strict";
import { runInNewContext, Script } from "node:vm";
import type { SimulatedSession } from "../../../../agent/evaluate/simulate.js";
import type { PlayerData } from "../../../../agent/report/player/player-data.js";
import { playerPage } from "../../../../agent/report/player/player-page.js";
import type { PlayerState, replayTo } from "../../../../agent/report/player/replay-to.js";
import { statesOfSession } from "../../../../env/render/hole-state.js";
import { markOf } from "../../../../env/render/map/mark.js";
import { simulatedSession, surveyingSession } from "../../../support/simulated-sessions.js";

const options = { scenario: "a <b>scenario</b>", notes: ["A note & more."] };

/** The page's own script, data and state machine. */
function open(simulated: SimulatedSession) {
  const page = playerPage(simulated, options);
  const [, json] = /<script type="application\/json" id="session">(.*?)<\/script>/s.exec(page)!;
  const data = JSON.parse(json!) as PlayerData;
  const [, script] = /<script>(.*)<\/script>/s.exec(page)!;
  const [, machine] = /^const replayTo = (function [\s\S]*?^\});?$/m.exec(script!)!;
  const replay = runInNewContext(`(${machine})`) as typeof replayTo;
  const at = (step: number, isTrue = false): PlayerState => replay(data, step, isTrue);
  return { page, data, script: script!, at, last: data.steps.length - 2 };
}

/** Mark of a target at a step; undefined while it is not known. */
function markAt(
  { data, at }: ReturnType<typeof open>,
  simulated: SimulatedSession,
  id: string,
  step: number,
  isTrue = false,
) {
  const row = simulated.session.tree.row(id)!;
  return data.marks[at(step, isTrue).markOf[data.leaves.indexOf(row)]!];
}

describe("playerPage", () => {
  const simulated = simulatedSession("index");
  const opened = open(simulated);
  const { page, data, at, last } = opened;

  it("replays to the session's final counts and states", () => {
    const { session, way } = simulated;
    const end = at(last);
    assert.equal(end.good, session.goodCount[0]);
    assert.equal(end.exposed, session.exposedCount[0]);
    assert.equal(end.results, session.resultCount[0]);
    assert.equal(end.place, session.place);
    assert.ok(Math.abs(end.seconds - session.clockSeconds) < 0.1);
    const start = session.tree.row(way.startHole!);
    for (const [leaf, state] of statesOfSession(session, start)) {
      const mark = data.marks[end.markOf[data.leaves.indexOf(leaf)]!]!;
      assert.equal(mark.replace(/^open\d$/, "open"), markOf(state, undefined));
    }
    const good = Object.values(end.squares).reduce((sum, square) => sum + square.good, 0);
    assert.equal(good, session.goodCount[0]);
  });

  it("agrees with the events at every step", () => {
    const { events } = simulated.way;
    for (let step = 0; step <= last; step++) {
      const { from, to, good, exposed, decision } = at(step);
      const past = events.slice(0, to);
      assert.equal(good, past.filter((event) => event.kind === "resulted" && event.good).length);
      assert.equal(exposed, past.filter(({ kind }) => kind === "exposed").length);
      if (step > 0) assert.ok(to > from);
      const expected = simulated.decisions.findLastIndex(({ after }) => after <= from);
      assert.equal(decision, step === 0 ? -1 : expected);
    }
    assert.equal(at(0).to, 0);
    assert.equal(at(last).to, events.length);
  });

  it("shows pending results, late ones, and what is found on the way", () => {
    const surveying = surveyingSession();
    const opened = open(surveying);
    const see = (id: string) =>
      Array.from({ length: opened.last + 1 }, (_, step) => markAt(opened, surveying, id, step));
    // Steps: start, move, survey, three exposures, two waits with a result each, end.
    assert.deepEqual(see("s3p1h1").slice(3), ["pending", "pending", "pending", "good", "good", "good"]);
    assert.deepEqual(see("s3p1h1").slice(0, 2), [undefined, undefined]);
    assert.match(see("s3p1h1")[2]!, /^open/);
    assert.equal(see("s3p1h2").at(-1), "failed");
    assert.equal(see("s3p2h1").at(-1), "pending");
    assert.match(see("s1p1h1")[0]!, /^open/);
    const square = opened.at(opened.last).squares[surveying.session.tree.row("s3")!]!;
    assert.deepEqual([square.good, square.results, square.exposed], [1, 2, 3]);
  });

  it("tells the truth when asked, of what is known alone", () => {
    const surveying = surveyingSession();
    const opened = open(surveying);
    const see = (id: string, step: number) => markAt(opened, surveying, id, step, true);
    assert.equal(see("s3p2h1", 1), undefined);
    assert.equal(see("s3p2h1", 2), "trueGood");
    assert.equal(see("s3p2h2", 2), "trueBad");
    assert.equal(see("s3p2h1", opened.last), "pending");
    assert.deepEqual(opened.data.truthOfSquare[surveying.session.tree.row("s3")!], [2, 12]);
  });

  it("has a script that runs on what the page has", () => {
    const { script } = opened;
    assert.ok(new Script(script));
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!));
    for (const [, id] of script.matchAll(/\$\("([a-z-]+)"\)/g)) assert.ok(ids.has(id!), id);
    for (const row of data.leaves) assert.ok(ids.has(`h${row}`));
    assert.equal(ids.size, [...page.matchAll(/ id="([^"]+)"/g)].length);
  });

  it("explains what is pending only where results come late", () => {
    const words = (page: string) => [...page.matchAll(/<li[^>]*><svg.*?<\/svg>(.*?)<\/li>/g)].map(([, text]) => text);
    assert.ok(words(open(surveyingSession()).page).includes("pending"));
    assert.ok(!words(page).includes("pending"));
    assert.ok(words(page).includes("good"));
  });

  it("is self-contained, small, and the same each time", () => {
    assert.deepEqual(
      page.replace(/xmlns(:\w+)?="[^"]*"/g, "").match(/https?:(?!\/\/www\.w3\.org)|@import|<link|<img|src=/g),
      null,
    );
    assert.ok(page.length < 400_000, `${page.length}`);
    assert.equal(playerPage(simulatedSession("index"), options), page);
  });

  it("escapes everything", () => {
    const { page } = open(surveyingSession());
    assert.ok(page.includes("a &lt;b&gt;scenario&lt;/b&gt;"));
    assert.ok(page.includes("A note &amp; more."));
    assert.ok(page.includes("To see \\u003c/script>."));
    assert.equal(page.match(/<\/script>/g)?.length, 2);
  });

  it("names the controls for who can't see them", () => {
    for (const label of ["To the start", "One step back", "One step on", "To the end", "Step"]) {
      assert.ok(page.includes(`aria-label="${label}"`), label);
    }
    assert.match(page, /role="status"/);
  });
});
