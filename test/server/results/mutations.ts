import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../env/errors.js";
import { packageRoot } from "../../../env/package-root.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import type { RandomStream } from "../../../env/random/random-stream.js";
import { columnsOf } from "../../../server/results/columns.js";
import { Feed } from "../../../server/results/feed.js";
import { sourceKinds } from "../../../server/results/kinds/index.js";
import { measureTable } from "../../../server/results/measure.js";
import type { FileKind, FileOptions } from "../../../server/results/source-kind.js";
import { openResultsDatabase } from "../../../server/results/store/open-results-database.js";
import { ResultsStore } from "../../../server/results/store/results-store.js";
import { outcomeProblem } from "../../../server/services/outcome-codec.js";

const rows = Array.from({ length: 12 }, (_, i) => ({
  name: `monday-000001-${String(i + 1).padStart(2, "0")}`,
  fit: 3 + i,
}));
const star = `\n# version 50001\n\ndata_optics\n\nloop_ \n_rlnOpticsGroup #1 \n1 \n \n\ndata_micrographs\n\nloop_ \n_rlnMicrographName #1 \n_rlnCtfMaxResolution #2 \n_rlnOpticsGroup #3 \n${rows.map(({ name, fit: value }) => `"Movies/job 1/${name}.mrc" ${value}.25 1 \n`).join("")} \n`;
const csv = `# results\nname,ctf_resolution_angstrom,failed\n${rows.map(({ name, fit: value }) => `"${name}.mrc",${value}.5,no\n`).join("")}`;
const json = JSON.stringify(
  rows.map(({ name, fit: value }) => ({ name, ctf_resolution_angstrom: value, particle_count: 12, failed: false })),
  null,
  1,
);

/** A good file of each kind. */
const originals: Readonly<Record<string, readonly Buffer[]>> = {
  relion: [Buffer.from(star), fixture("starfile.star")],
  cryosparc: [fixture("exposures.cs"), fixture("exposures-big-endian.cs")],
  csv: [Buffer.from(csv)],
  json: [Buffer.from(json)],
};

const SNIPPETS = [
  ..."{}[]():,-#'\"_;\\\n\t \0",
  ...[
    "data_",
    "loop_\n",
    "_rlnMicrographName #9\n",
    "nan",
    "1e999",
    "-1",
    "\ufeff",
    "é",
    "\u2028",
    "\r\n",
    "True",
    "NaN",
  ],
  ...[
    "9".repeat(40),
    "(".repeat(300),
    '"',
    "'",
    ",,,,",
    "null",
    "__proto__",
    "|O",
    "<f8",
    "<U99999999",
    "'shape': (99999999999,)",
  ],
];

function fixture(name: string): Buffer {
  return readFileSync(join(packageRoot, "test/server/results/fixtures", name));
}

/** A file with one to four changes: bytes altered, put in, left out, doubled, blanked as by a half-written share, or its end cut. */
function mutated(bytes: Buffer, random: RandomStream): Buffer {
  let mutant = Buffer.from(bytes);
  // Half of the files keep their length, as else hardly any gets past a header that tells of it.
  const keepsLength = random.integer(2) === 0;
  for (let changes = 1 + random.integer(4); changes > 0; changes--) {
    // Headers are short and matter most.
    const at = random.integer(random.integer(3) === 0 ? Math.min(600, mutant.length + 1) : mutant.length + 1);
    const to = Math.min(mutant.length, at + random.integer(40));
    const snippet = Buffer.from(SNIPPETS[random.integer(SNIPPETS.length)]!);
    const head = mutant.subarray(0, at);
    switch (keepsLength ? 5 + random.integer(3) : random.integer(8)) {
      case 0:
        mutant = Buffer.concat([head, snippet, mutant.subarray(at)]);
        break;
      case 1:
        mutant = Buffer.concat([head, snippet, mutant.subarray(to)]);
        break;
      case 2:
        mutant = Buffer.concat([head, mutant.subarray(to)]);
        break;
      case 3:
        mutant = Buffer.concat([mutant.subarray(0, to), mutant.subarray(at)]);
        break;
      case 4:
        mutant = Buffer.from(head);
        break;
      case 5:
        mutant = Buffer.concat([head, Buffer.alloc(to - at), mutant.subarray(to)]);
        break;
      case 6:
        mutant = Buffer.concat([head, snippet, mutant.subarray(at + snippet.length)]).subarray(0, mutant.length);
        break;
      default:
        mutant = Buffer.from(mutant);
        if (at < mutant.length) mutant[at] = random.integer(256);
    }
  }
  return mutant;
}

const LOCATED = /^mutant(:\d+:\d+|: byte \d+): ./;
const SHOT = /^monday-\d{6,}-\d{2,}$/;
/** What a mutant may take at most. */
const MOST_MILLISECONDS = 2000;

/** What became of mutants. */
export interface MutantCounts {
  refused: number;
  /** Taken, with rows that could not be understood or have no shot. */
  partly: number;
  taken: number;
}

/**
 * Reads so many mutated files of a kind, as a results process does: each is taken in part or whole, or refused with its
 * place; nothing is thrown that is no error of the file, nothing is reported that the server would refuse.
 */
export function readMutants(kindName: string, count: number, seed: number): MutantCounts {
  const kind = sourceKinds.get(kindName) as FileKind;
  const more = { name: kindName, files: "mutant", ...(kindName === "csv" && { comment: "#" }) };
  const options = kind.options.parse({ kind: kindName, ...more }) as FileOptions;
  const random = new KeyedRandom(seed).stream(0, RandomKind.Policy);
  const counts: MutantCounts = { refused: 0, partly: 0, taken: 0 };
  for (let n = 0; n < count; n++) {
    const originalsOfKind = originals[kindName]!;
    const bytes = mutated(originalsOfKind[n % originalsOfKind.length]!, random);
    const what = `${kindName} ${n}: ${JSON.stringify(bytes.toString("latin1")).slice(0, 3000)}`;
    const store = new ResultsStore(openResultsDatabase(":memory:"), () => 0);
    const feed = new Feed(
      { ...options, kind: kindName, session: "monday" },
      kind,
      store,
      () => {},
      () => {},
    );
    const from = performance.now();
    try {
      const table = kind.table("mutant", bytes, options, n % 2 === 0);
      const taken = feed.take(table, { path: "mutant", modifiedUnixMilliseconds: 0 });
      const wrong = [...taken.problems, ...taken.unmatched];
      for (const problem of wrong) assert.match(problem, LOCATED, what);
      const columns = columnsOf(options.columns, kind.columns, kind.isSparse);
      const { rows: told, pending, problems } = measureTable(table, { columns, failedFromAngstrom: 100 });
      assert.equal(told.length + pending + problems.length - table.problems.length, table.length, what);
      const named = new Set(told.map(({ name }) => name));
      assert.ok(taken.news + taken.known + taken.unmatched.length <= named.size, what);
      assert.ok(named.size === 0 || taken.news + taken.unmatched.length > 0, `silence: ${what}`);
      if (wrong.length > 0) counts.partly++;
      else counts.taken++;
    } catch (error) {
      assert.ok(error instanceof UserError, `${(error as Error).stack}: ${what}`);
      assert.match(error.message, LOCATED, what);
      counts.refused++;
    }
    assert.ok(performance.now() - from < MOST_MILLISECONDS, `too slow: ${what}`);
    for (const { shotId, outcome } of store.due(feed.id, "waiting", 1e6)) {
      assert.match(shotId, SHOT, what);
      assert.equal(outcomeProblem(outcome), undefined, what);
    }
    store.close();
  }
  return counts;
}
