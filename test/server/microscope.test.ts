import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../env/errors.js";
import { Ledger, readLedger } from "../../server/microscope/ledger.js";
import { MicroscopeClient } from "../../server/microscope/microscope-client.js";
import { LineClient, startTestMicroscope, type TestMicroscope, temporaryFolder } from "../support/server-microscope.js";

/** Keys that an answer may have. */
const ANSWER_KEYS = ["durationSeconds", "error", "id", "instrumentSeconds", "ok", "phases", "place", "targets"];
const TARGET_KEYS = ["features", "id", "imageXPixels", "level", "name", "parentId", "spent"];

describe("simulated microscope", () => {
  let microscope: TestMicroscope;
  let client: LineClient;
  let lastId = 0;

  beforeEach(async () => {
    microscope = await startTestMicroscope();
    client = await LineClient.connect(microscope.port);
  });

  afterEach(() => {
    client.close();
    microscope.close();
  });

  /** Sends a command and returns its answer. */
  async function ask(command: object): Promise<Record<string, unknown>> {
    const id = ++lastId;
    const answer = JSON.parse(await client.ask(JSON.stringify({ id, ...command }))) as Record<string, unknown>;
    assert.equal(answer.id, id);
    assert.equal(typeof answer.instrumentSeconds, "number");
    return answer;
  }

  const expose = (target: string, shotId: string) => ask({ command: "expose", target, shotId });

  async function assertRefused(command: object, words: RegExp): Promise<void> {
    const before = readLedger(microscope.folder);
    const answer = await ask(command);
    assert.equal(answer.ok, false);
    assert.match(String(answer.error), words);
    assert.deepEqual(readLedger(microscope.folder), before);
  }

  it("moves and exposes in simulated time, and writes down what it did", async () => {
    assert.deepEqual(await ask({ command: "move", target: "1.1.1" }), {
      id: lastId,
      instrumentSeconds: 420,
      ok: true,
      durationSeconds: 420,
      phases: [
        { name: "load", durationSeconds: 120 },
        { name: "stage_move", durationSeconds: 240 },
        { name: "stage_move", durationSeconds: 60 },
      ],
    });
    assert.equal((await expose("1.1.1.2", "a-01")).durationSeconds, 60);
    const row = microscope.world.tree.row("1.1.1.2")!;
    const entry = {
      shotId: "a-01",
      target: "1.1.1.2",
      startedAtSeconds: 420,
      endedAtSeconds: 480,
      ctfResolutionAngstrom: microscope.world.ctfResolutionAngstrom[row],
    };
    assert.deepEqual(readLedger(microscope.folder), [entry]);
    const movie = readFileSync(join(microscope.folder, "movies", "a-01.json"), "utf8");
    assert.deepEqual(JSON.parse(movie), entry);
    assert.equal((await ask({ command: "describe" })).place, "1.1.1.2");
  });

  it("answers what is no command with what is wrong, and goes on", async () => {
    for (const line of ["{", "null", "[]", "7", '"describe"', '{"id":"1","command":"describe"}']) {
      const answer = JSON.parse(await client.ask(line)) as Record<string, unknown>;
      assert.equal(answer.ok, false);
      assert.notEqual(answer.error, "");
    }
    await assertRefused({ command: "explode" }, /not a command: command/);
    await assertRefused({ command: "move" }, /not a command: target/);
    await assertRefused({ command: "describe", more: 1 }, /not a command/);
    await assertRefused({ command: "expose", target: "1.1.1.1", shotId: "../x" }, /not a command: shotId/);
    assert.equal((await ask({ command: "describe" })).ok, true);
  });

  it("does not go to what is no grid, square or group", async () => {
    for (const target of ["1.1.1.1", "9", "?"]) await assertRefused({ command: "move", target }, /no grid, square or/);
  });

  it("exposes no hole twice and takes no shot id twice", async () => {
    await ask({ command: "move", target: "1.1.1" });
    await expose("1.1.1.1", "a-01");
    await assertRefused({ command: "expose", target: "1.1.1.1", shotId: "a-02" }, /exposed before/);
    await assertRefused({ command: "expose", target: "1.1.1.2", shotId: "a-01" }, /'a-01' was used before/);
    assert.deepEqual(readdirSync(join(microscope.folder, "movies")), ["a-01.json"]);
  });

  it("exposes nothing out of the image shift's reach, and nothing that is no hole", async () => {
    await assertRefused({ command: "expose", target: "1.1.1.1", shotId: "a-01" }, /out of the image shift's reach/);
    await ask({ command: "move", target: "1.1.1" });
    await assertRefused({ command: "expose", target: "1.1.2.1", shotId: "a-01" }, /out of the image shift's reach/);
    await assertRefused({ command: "expose", target: "1.1.1", shotId: "a-01" }, /no hole/);
  });

  it("exposes nothing in its safe state until it is moved", async () => {
    await ask({ command: "move", target: "1.1.1" });
    await ask({ command: "safe-state" });
    await assertRefused({ command: "expose", target: "1.1.1.1", shotId: "a-01" }, /safe state/);
    await ask({ command: "move", target: "1.1.1" });
    assert.equal((await expose("1.1.1.1", "a-01")).ok, true);
  });

  it("never tells anything of an outcome", async () => {
    const { tree, ctfResolutionAngstrom } = microscope.world;
    const answers: Record<string, unknown>[] = [];
    for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
      answers.push(await ask({ command: "move", target: tree.ids[tree.parent[hole]!] }));
      answers.push(await expose(tree.ids[hole]!, `a-${hole}`));
      answers.push(await expose(tree.ids[hole]!, `b-${hole}`));
    }
    answers.push(await ask({ command: "describe" }), await ask({ command: "safe-state" }));
    assert.equal(readLedger(microscope.folder).length, tree.size - tree.firstLeaf);
    const text = JSON.stringify(answers);
    for (const ctf of ctfResolutionAngstrom) if (!Number.isNaN(ctf)) assert.ok(!text.includes(String(ctf)));
    for (const answer of answers) {
      for (const key of Object.keys(answer)) assert.ok(ANSWER_KEYS.includes(key), key);
      for (const target of (answer.targets ?? []) as object[]) {
        for (const key of Object.keys(target)) assert.ok(TARGET_KEYS.includes(key), key);
      }
    }
    // A good, a bad and a failed exposure look the same from outside.
    const shapes = answers.filter((_, i) => i % 3 === 1).map((answer) => Object.keys(answer).join());
    assert.equal(new Set(shapes.slice(0, tree.size - tree.firstLeaf)).size, 1);
  });

  it("carries the commands of several clients out one after the other", async () => {
    const others = await Promise.all([1, 2, 3].map(() => MicroscopeClient.connect(microscope.port)));
    await ask({ command: "move", target: "2.1.1" });
    await Promise.all(
      others.map((other, i) => other.request({ command: "expose", target: `2.1.1.${i + 1}`, shotId: `c-${i}` })),
    );
    const ledger = readLedger(microscope.folder);
    assert.deepEqual(
      ledger.map(({ startedAtSeconds, endedAtSeconds }) => [startedAtSeconds, endedAtSeconds]),
      [
        [420, 480],
        [480, 540],
        [540, 600],
      ],
    );
    for (const other of others) other.close();
  });

  it("tells a refusal from a broken connection", async () => {
    const other = await MicroscopeClient.connect(microscope.port);
    await assert.rejects(other.request({ command: "move", target: "?" }), { name: "MicroscopeError", refused: true });
    other.close();
    await assert.rejects(other.request({ command: "describe" }), { name: "MicroscopeError", refused: true });
    microscope.close();
    await assert.rejects(MicroscopeClient.connect(microscope.port), /no microscope listens on port/);
  });
});

describe("Ledger", () => {
  it("refuses a folder that is not empty and leaves it as it is", () => {
    const temporary = temporaryFolder();
    try {
      for (const name of ["ledger.jsonl", "movies/a-01.json", "notes.txt"]) {
        const folder = join(temporary.path, name.replaceAll("/", "-"));
        mkdirSync(join(folder, name, ".."), { recursive: true });
        writeFileSync(join(folder, name), "kept\n");
        assert.throws(
          () => new Ledger(folder),
          (error: unknown) => error instanceof UserError && error.message.includes(folder),
        );
        assert.equal(readFileSync(join(folder, name), "utf8"), "kept\n");
      }
    } finally {
      temporary.remove();
    }
  });

  it("makes its folder, and is empty at first", () => {
    const temporary = temporaryFolder();
    try {
      const folder = join(temporary.path, "new", "folder");
      const ledger = new Ledger(folder);
      assert.ok(existsSync(join(folder, "movies")));
      assert.deepEqual(readLedger(folder), []);
      assert.equal(ledger.has("a-01"), false);
    } finally {
      temporary.remove();
    }
  });
});
