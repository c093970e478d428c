import assert from "node:assert/strict";
import { join } from "node:path";
import { startCommand } from "../../bin/terminal/child-process.js";
import { readLedger } from "../../server/microscope/ledger.js";
import { type PolicyServer, SCENARIO, startOpenServer, startSecuredServer } from "./support/policy-server.js";
import { INSTALL_MILLISECONDS, say } from "./support/program-cache.js";
import { grpcPython, makeStubs, pythonFolder, runPython } from "./support/python-environment.js";

/** What a session run by Python came to; what the Python program asserts itself is not in it. */
interface PythonSession {
  readonly shots: readonly string[];
  readonly good: number;
  readonly directives: Readonly<Record<string, number>>;
  readonly connections: number;
  readonly messages: number;
  /** Calls that were made a second time. */
  readonly repeated: number;
  readonly refusals: Readonly<Record<string, readonly string[]>>;
}

describe("Python's grpcio", () => {
  let python: string;
  let server: PolicyServer | undefined;

  before(async function () {
    this.timeout(INSTALL_MILLISECONDS);
    python = await grpcPython();
  });

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  /** Runs a session with a microscope of its own process. @param secrets flags for TLS and tokens */
  async function run(at: PolicyServer, transport: "drive" | "exchange", secrets: readonly string[] = []) {
    server = at;
    const began = performance.now();
    const stubs = join(at.folder, "stubs");
    await makeStubs(python, stubs);
    const folder = join(at.folder, "microscope");
    const microscope = await startCommand(["microscope", "--scenario", SCENARIO, "--folder", folder]);
    try {
      const flags = ["--server", at.address, "--session", transport, "--transport", transport];
      const ends = ["--microscope", `${microscope.ready.port}`, "--movies", join(folder, "movies")];
      const program = join(pythonFolder, "run_session.py");
      const ended = await runPython(python, [program, ...flags, ...ends, ...secrets], stubs);
      assert.equal(ended.code, 0, `${ended.stderr}${at.messages()}`);
      const session = JSON.parse(ended.stdout.trimEnd().split("\n").at(-1)!) as PythonSession;
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      say(`${transport}: ${session.shots.length} exposures, ${session.messages} messages of the driver, ${seconds} s`);
      return { session, ledger: readLedger(folder) };
    } finally {
      await microscope.stop();
    }
  }

  function check({ session, ledger }: Awaited<ReturnType<typeof run>>): void {
    assert.deepEqual(
      session.shots,
      ledger.map(({ shotId }) => shotId),
    );
    assert.ok(session.shots.length > 20, `${session.shots.length} shots`);
    assert.ok(session.good > 0 && session.good <= session.shots.length);
    const { load_grid: load, go_to_group: groups, acquire, finish } = session.directives;
    assert.equal(finish, 1);
    assert.ok(load! >= 1 && acquire! >= groups! && groups! >= 3, JSON.stringify(session.directives));
    // The connection was broken off with every third directive, while that was under way.
    const directives = Object.values(session.directives).reduce((sum, count) => sum + count, 0);
    assert.equal(session.connections, 1 + Math.floor(directives / 3));
    assert.deepEqual(session.refusals, {
      unknown: ["NOT_FOUND", "SESSION_UNKNOWN"],
      long: ["INVALID_ARGUMENT", "INVALID_MESSAGE", "wait_for_seconds"],
      noHello: ["FAILED_PRECONDITION", "NO_HELLO"],
    });
  }

  it("drives a session to its end over Drive, and reports its results", async () => {
    check(await run(await startOpenServer(), "drive"));
  });

  it("drives one over Exchange, with TLS and tokens", async () => {
    const at = await startSecuredServer();
    const { driver, results, viewer } = at.tokens;
    const tokens = ["--driver-token", driver, "--results-token", results, "--viewer-token", viewer];
    const ran = await run(at, "exchange", ["--ca", at.authorityFile, ...tokens]);
    check(ran);
    assert.ok(ran.session.repeated > 5, `${ran.session.repeated} repeated calls`);
  });
});
