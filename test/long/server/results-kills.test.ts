import assert from "node:assert/strict";
import { once } from "node:events";
import { appendFileSync, copyFileSync, mkdirSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startCommand } from "../../../bin/terminal/child-process.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import type { RandomStream } from "../../../env/random/random-stream.js";
import type { Shot } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { describeSession } from "../../../server/watch-session.js";
import { rawEvents, startTestServer, type TestServer } from "../../support/server-in-process.js";
import { temporaryFolder } from "../../support/server-microscope.js";
import { ScriptedDriver, surveyedTargets } from "../../support/server-scripted-driver.js";

const KILLS = process.env.CRYOGYM_LONG === "short" ? 6 : 40;
const SHOTS_EACH = 120;
const sessions = ["session-1", "session-2", "session-3"];
/** 120 holes in 12 groups. */
const layout = [
  [
    [10, 10, 10, 10, 10, 10],
    [10, 10, 10, 10, 10, 10],
  ],
];

/** What a made pipeline finds of a session's n-th shot; every tenth is corrected later. */
interface Finding {
  readonly shotId: string;
  readonly first: number;
  readonly last: number;
}

describe("a results process that is killed again and again", () => {
  const folder = temporaryFolder();
  const at = (...names: string[]) => join(folder.path, ...names);
  let server: TestServer;

  before(async () => {
    server = await startTestServer({ instruments: sessions, budgetMinutes: 2000 });
    mkdirSync(at("json"));
  });

  after(async () => {
    await server.close();
    folder.remove();
  });

  async function expose(session: string): Promise<readonly Shot[]> {
    const driver = new ScriptedDriver(server.collection, session);
    const shots = await driver.finish(await driver.begin(surveyedTargets(layout)));
    await driver.ended;
    return shots;
  }

  /** Writes a text as a slow program does, in pieces cut anywhere. */
  async function slowly(random: RandomStream, text: string, add: (part: string) => void): Promise<void> {
    for (let from = 0; from < text.length; ) {
      const to = random.integer(3) === 0 ? from + 1 + random.integer(text.length) : text.length;
      add(text.slice(from, to));
      from = to;
      if (from < text.length) await sleep(random.integer(150));
    }
  }

  /** A file that is rewritten as a whole, in its place or over it. */
  async function writeStar(random: RandomStream, values: ReadonlyMap<string, number>): Promise<void> {
    const rows = [...values].map(([id, value]) => `MotionCorr/${id}.mrc ${value.toFixed(6)} 1 \n`).join("");
    const text = `\ndata_micrographs\n\nloop_ \n_rlnMicrographName #1 \n_rlnCtfMaxResolution #2 \n_rlnOpticsGroup #3 \n${rows} \n`;
    const file = at("ctf.star");
    if (random.integer(2) === 0) {
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    } else {
      writeFileSync(file, "");
      await slowly(random, text, (part) => appendFileSync(file, part));
    }
  }

  /** A line more; now and then the file is put aside before. */
  async function writeCsv(random: RandomStream, name: string, line: string, turn: { n: number }): Promise<void> {
    const file = at(name);
    const fate = random.integer(12);
    if (fate < 2 && turn.n > 0) {
      turn.n++;
      if (fate === 0) renameSync(file, `${file}.${turn.n}`);
      else {
        copyFileSync(file, `${file}.${turn.n}`);
        truncateSync(file);
      }
    }
    if (turn.n === 0 || fate < 2) appendFileSync(file, "name,ctf_resolution_angstrom\n");
    if (turn.n === 0) turn.n = 1;
    await slowly(random, line, (part) => appendFileSync(file, part));
  }

  it(`loses nothing and repeats nothing, over ${KILLS} kills and three sessions`, async function () {
    this.timeout(600_000);
    const random = new KeyedRandom(3).stream(0, RandomKind.Policy);
    const findings: Finding[][] = [];
    for (const session of sessions) {
      const shots = await expose(session);
      assert.equal(shots.length, SHOTS_EACH);
      findings.push(
        shots.map(({ id }, n) => ({ shotId: id, first: 3 + n / 64, last: n % 10 === 9 ? 20 + n / 4 : 3 + n / 64 })),
      );
    }
    writeFileSync(
      at("results.yaml"),
      `server: ${server.address}
poll_seconds: 0.1
settle_seconds: 0.05
last_line_seconds: 30
sources:
  - { kind: relion, name: main, session: session-1, files: ctf.star }
  - { kind: csv, name: main, session: session-2, files: more.csv }
  - { kind: json, name: main, session: session-3, files: "json/*.json" }
  - { kind: csv, name: opinion, session: session-1, files: other.csv }
`,
    );
    let isWritten = false;
    const writing = (async () => {
      const star = new Map<string, number>();
      const turns = { more: { n: 0 }, other: { n: 0 } };
      for (const which of ["first", "last"] as const) {
        for (let n = 0; n < SHOTS_EACH; n++) {
          const [one, two, three] = findings.map((list) => list[n]!);
          if (which === "last" && one!.first === one!.last) continue;
          star.set(one!.shotId, one![which]);
          if (n % 3 === 0 || n === SHOTS_EACH - 1) await writeStar(random, star);
          await writeCsv(random, "more.csv", `${two!.shotId}.mrc,${two![which]}\n`, turns.more);
          const json = JSON.stringify({ ctf_resolution_angstrom: three![which], particle_count: n });
          const file = at("json", `${three!.shotId}.json`);
          writeFileSync(file, "");
          await slowly(random, json, (part) => appendFileSync(file, part));
          await writeCsv(random, "other.csv", `${one!.shotId},50\n`, turns.other);
          await sleep(random.integer((KILLS * 1400) / SHOTS_EACH));
        }
        await writeStar(random, star);
      }
      isWritten = true;
    })();
    let kills = 0;
    while (!isWritten || kills < KILLS) {
      const results = await startCommand(["results", "--config", at("results.yaml")]);
      await sleep(200 + random.integer(1000));
      const ended = once(results.process, "close");
      results.process.kill("SIGKILL");
      await ended;
      kills++;
    }
    await writing;
    const last = await startCommand(["results", "--config", at("results.yaml")]);
    try {
      await sleep(2000);
      for (let i = 0; i < sessions.length; i++) await assertTold(sessions[i]!, findings[i]!);
      console.log(`      ${kills} kills`);
    } finally {
      await last.stop();
    }
  });

  async function assertTold(session: string, findings: readonly Finding[]): Promise<void> {
    for (let tries = 0; (await describeSession(server.address, session)).results < SHOTS_EACH; tries++) {
      assert.ok(tries < 200, `${session} has not all results`);
      await sleep(50);
    }
    const said = new Map<string, number[]>();
    for (const { event, targetId } of await rawEvents(server.address, session)) {
      if (event?.$case !== "resulted" && event?.$case !== "corrected") continue;
      const { ctfResolutionAngstrom } = event.$case === "resulted" ? event.resulted : event.corrected;
      said.set(targetId, [...(said.get(targetId) ?? []), ctfResolutionAngstrom ?? Number.NaN]);
    }
    assert.equal(said.size, SHOTS_EACH);
    // Results come in another order than shots; each finding is another number.
    const told = [...said.values()].map((values) => values.join(" then ")).sort();
    const expected = findings.map(({ first, last }) => [first, last]);
    const allowed = new Set(expected.flatMap(([first, last]) => [`${first} then ${last}`, `${last}`]));
    for (const text of told) assert.ok(allowed.has(text), `${session}: '${text}'`);
    assert.equal(new Set(told.map((text) => text.split(" ").at(-1))).size, SHOTS_EACH);
  }
});
