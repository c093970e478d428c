import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { credentials } from "@grpc/grpc-js";
import { benchScenario } from "../../bin/bench/bench-task.js";
import { packageRoot } from "../../env/package-root.js";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import { openWorld } from "../../env/scenario/open-world.js";
import { episodeRandom } from "../../env/world/start.js";
import { readSessionTable } from "../../env/world/table/read-session-table.js";
import { ShotState } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { CreateSessionRequest, SessionServiceClient } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { Target, TargetStatus } from "../../proto/gen/cryogym/v1alpha1/target.js";
import { type EndedCommand, mainInProcess } from "../support/main-in-process.js";
import { startTestServer, type TestServer } from "../support/server-in-process.js";
import { temporaryFolder } from "../support/server-microscope.js";
import { completed, ScriptedDriver, shotReport, shotsOf } from "../support/server-scripted-driver.js";

const MAIN = join(packageRoot, "dist", "bin", "main.js");
const EXPOSURES = 8;

describe("cryogym session", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const data = join(folder.path, "data");
  let server: TestServer | undefined;
  /** What the server said while it ran, by its command. */
  const live: Record<string, EndedCommand> = {};

  /** As a user would, for what only another process can tell. */
  async function spawned(...args: string[]): Promise<EndedCommand> {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    return { code: code as number, stdout, stderr };
  }
  const at = (file: string) => join(folder.path, file);
  const offline = (...args: string[]) => mainInProcess("session", ...args, "--journal", data);
  const json = ({ code, stdout, stderr }: EndedCommand) => {
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };

  before(async () => {
    server = await startTestServer({ policy: "index", budgetMinutes: 120, data });
    await playHalf(server);
    const online = ["--server", server.address];
    const commands: Record<string, string[]> = {
      list: ["list", ...online, "--json", "-"],
      summary: ["summary", "monday", ...online],
      show: ["show", "monday", ...online, "--json", "-"],
      export: ["export", "monday", ...online, "--out", at("live.csv"), "--scenario", at("live.yaml")],
      unknown: ["show", "mondey", ...online],
    };
    for (const [name, args] of Object.entries(commands)) live[name] = await mainInProcess("session", ...args);
    live.held = await spawned("session", "list", "--journal", data);
    await server.close();
    server = undefined;
  });

  after(async () => {
    await server?.close();
    folder.remove();
  });

  /** A session that is under way and paused: results of all shots but one, and one shot that nobody knows of. */
  async function playHalf({ collection, report, address }: TestServer): Promise<void> {
    const { tree, ctfResolutionAngstrom } = openWorld(benchScenario([2, 4, 2, 6])).create(
      episodeRandom(new KeyedRandom(1), 0),
    );
    const targets = tree
      .descriptions()
      .map((one) => Target.fromPartial({ ...one, parentId: one.parentId ?? "", status: TargetStatus.AVAILABLE }));
    const driver = new ScriptedDriver(collection, "monday");
    let directive = await driver.begin(targets);
    for (let made = 0; made < EXPOSURES; ) {
      const shots = driver.carryOut(directive);
      made += shots.length;
      await driver.heard();
      for (const { id: shotId, targetId } of made < EXPOSURES ? shots : []) {
        const ctf = ctfResolutionAngstrom[tree.row(targetId)!]!;
        const outcome = Number.isNaN(ctf) ? { shotId } : { shotId, ctfResolutionAngstrom: ctf };
        await report({ sessionKey: "monday", source: "pipeline", outcomes: [outcome] });
      }
      directive = await driver.nextDirective();
    }
    directive = await driver.untilAcquire(directive);
    const [shot] = shotsOf(directive);
    driver.say(shotReport(directive.id, shot!.id, ShotState.STARTED));
    driver.say(shotReport(directive.id, shot!.id, ShotState.UNKNOWN));
    await driver.heard();
    const sessions = new SessionServiceClient(address, credentials.createInsecure());
    await new Promise((resolve) => sessions.pauseSession({ sessionKey: "monday", reason: "ice on the lens" }, resolve));
    await new Promise((resolve) =>
      sessions.createSession(CreateSessionRequest.fromPartial({ sessionKey: "tuesday" }), resolve),
    );
    sessions.close();
    driver.say(completed(directive.id));
    await driver.heard();
    driver.cancel();
    await driver.ended;
  }

  it("lists sessions of a journal as the server does", async () => {
    const { sessions } = json(await offline("list", "--json", "-"));
    assert.deepEqual(sessions, json(live.list!).sessions);
    assert.deepEqual(
      sessions.map(({ sessionKey, state }: Record<string, unknown>) => [sessionKey, state]),
      [
        ["tuesday", "surveying"],
        ["monday", "paused"],
      ],
    );
    assert.match((await offline("list")).stdout, /^monday {2,}default {2,}\S+ \S+ {2,}paused/m);
  });

  it("shows events and decisions with reasons, the same from a journal as from the server", async () => {
    const shown = json(await offline("show", "monday", "--json", "-"));
    const before = json(live.show!);
    assert.deepEqual(shown.events.slice(0, before.events.length), before.events);
    const decided = shown.events.filter(({ kind }: { kind: string }) => kind === "decided");
    assert.ok(decided.length >= EXPOSURES);
    for (const { sentence, policy, policyHash, carriedOut } of decided) {
      assert.ok(sentence.length > 10);
      assert.deepEqual([policy, policyHash.length, carriedOut], ["index", 64, true]);
    }
    const { stdout } = await offline("show", "monday", "--decisions", "--last", "2");
    assert.match(stdout, /^Session monday of default, made .* UTC: paused, autonomous, policy index\.$/m);
    assert.equal(stdout.match(/decided: /g)?.length, 2);
    assert.match(stdout, new RegExp(`\\(${decided.length - 2} before\\)`));
  });

  it("tells the next shift what happened and what to look at", async () => {
    const told = json(await offline("summary", "monday", "--json", "-"));
    assert.deepEqual([told.shift.exposures, told.shift.results, told.shift.spent], [EXPOSURES, EXPOSURES - 1, 1]);
    assert.equal(told.shift.good, told.good);
    assert.equal(told.grids.length, 2);
    assert.equal(told.grids[0].exposures + told.grids[1].exposures, EXPOSURES);
    assert.ok(told.lookAt.some((line: string) => /paused: ice on the lens.*resumed/.test(line)));
    const { stdout } = live.summary!;
    assert.match(stdout, /^To look at\n- The session is paused: ice on the lens/m);
    assert.match(stdout, /No driver is connected/);
    assert.match(stdout, /1 results awaited/);
    const nothing = json(await offline("summary", "monday", "--since", "0.001", "--json", "-"));
    assert.ok(nothing.shift.exposures < 2);
  });

  it("exports a table and a scenario that can be checked and evaluated on", async () => {
    const { code, stderr } = await offline(
      "export",
      "monday",
      "--out",
      at("monday.csv"),
      "--scenario",
      at("monday.yaml"),
    );
    assert.equal(code, 0, stderr);
    const [table, scenario] = ["monday.csv", "monday.yaml"].map((file) =>
      readFileSync(join(folder.path, file), "utf8"),
    );
    assert.equal(table, readFileSync(at("live.csv"), "utf8"));
    assert.equal(scenario, readFileSync(at("live.yaml"), "utf8").replace("live.csv", "monday.csv"));
    const { rows } = readSessionTable(at("monday.csv"), []);
    const count = (wanted: string) => rows.filter(({ status }) => status === wanted).length;
    assert.deepEqual([rows.length, count("pending"), count("spent")], [48, 1, 1]);
    assert.equal(count("measured") + count("failed"), EXPOSURES - 1);
    const checked = await mainInProcess("scenario", "check", at("monday.yaml"));
    assert.match(checked.stdout, /monday\.yaml: all right$/m, checked.stderr);
    const evaluated = await mainInProcess(
      "evaluate",
      "--scenario",
      at("monday.yaml"),
      "--policy",
      "index,raster",
      "--episodes",
      "1",
    );
    assert.equal(evaluated.code, 0, evaluated.stderr);
    assert.match(evaluated.stdout, /^monday +index +120 /m);
    assert.match(evaluated.stdout, /only of holes that an operator chose to expose; 41 holes without an outcome/);
  });

  it("lets another policy decide on the session as it was: the same one agrees with itself", async () => {
    const replay = (policy: string) => offline("replay", "monday", "--policy", policy, "--json", "-");
    const { agreement } = json(await replay("index"));
    assert.ok(agreement.decisions >= EXPOSURES);
    assert.equal(agreement.same, agreement.decisions);
    const raster = json(await replay("raster"));
    assert.ok(raster.agreement.same < raster.agreement.decisions);
    for (const { recorded, instead } of raster.decisions) {
      assert.deepEqual([recorded.policy, instead.policy], ["index", "raster"]);
      assert.ok(recorded.sentence !== "" && instead.sentence !== "");
    }
    const { stdout } = await offline("replay", "monday", "--policy", "raster");
    assert.match(stdout, /raster agrees in \d+ of \d+ decisions \(\d+ %\)/);
    assert.match(stdout, /^entry \d+, \d:\d\d: differs$/m);
    assert.doesNotMatch(stdout, /good micrographs in total/);
  });

  it("refuses, saying what to do", async () => {
    assert.equal(live.held!.code, 2);
    assert.match(live.held!.stderr, /another process holds it.*\n.*--server HOST:PORT/);
    assert.match(live.unknown!.stderr, /NOT_FOUND: there is no session 'mondey'/);
    const none = join(folder.path, "none");
    const cases: [RegExp, () => Promise<EndedCommand>][] = [
      [/give either --journal DIR or/, () => mainInProcess("session", "list")],
      [/no session 'mondey'.*'monday'/, () => offline("show", "mondey")],
      [/which session\? There are tuesday, monday/, () => offline("show")],
      [/there is no journal/, () => mainInProcess("session", "list", "--journal", none)],
      [
        /127\.0\.0\.1:1: UNAVAILABLE: .*is a server there/s,
        () => mainInProcess("session", "list", "--server", "127.0.0.1:1"),
      ],
      [/'gredy'.*'greedy'/, () => offline("replay", "monday", "--policy", "gredy")],
    ];
    for (const [words, refuse] of cases) {
      const { code, stdout, stderr } = await refuse();
      assert.equal(code, 2, stderr);
      assert.match(stderr, words);
      assert.equal(stdout, "");
    }
  });
});
