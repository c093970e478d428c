import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { preparePeer } from "../../../../bin/bench/train/peer-environment.js";
import { UserError } from "../../../../env/errors.js";
import { fakePython } from "../../../support/fake-python.js";
import { withFolder } from "../../../support/folder-while.js";

/** Makes environments that hold a copy of itself, fails at pip as often as it is told to, and notes how it was called. */
function python(home: string, failures: number, importCode = 0): string {
  const calls = join(home, "calls");
  return fakePython(
    home,
    `echo "$1 $2" >> '${calls}'
    case "$2" in
      venv) mkdir -p "$3/bin"; touch "$3/pyvenv.cfg"; cp "$0" "$3/bin/python" ;;
      pip) [ "$(grep -c pip '${calls}')" -gt ${failures} ] || { echo "connection reset" >&2; exit 1; } ;;
      *) echo "undefined symbol" >&2; exit ${importCode} ;;
    esac`,
  );
}

const quiet = { say() {}, retrySeconds: 0 };

function callsIn(folder: string): string[] {
  return readFileSync(join(folder, "calls"), "utf8").trim().split("\n");
}

describe("preparePeer", () => {
  it("makes an environment, tries the download again, and does nothing the second time", async () => {
    await withFolder(async (home) => {
      const said: string[] = [];
      const folder = join(home, "environment");
      const options = { ...quiet, folder, python: python(home, 2), say: (line: string) => said.push(line) };
      const own = await preparePeer(options);
      assert.equal(own, join(folder, "bin", "python"));
      assert.ok(existsSync(own));
      const calls = callsIn(home);
      assert.deepEqual(calls.slice(0, 4), ["-m venv", "-m pip", "-m pip", "-m pip"]);
      assert.equal(calls.length, 5);
      assert.match(said[0]!, /sb3-contrib.*torch.*5\.4 GB/);
      assert.equal(await preparePeer(options), own);
      assert.deepEqual(callsIn(home), calls);
    });
  });

  it("goes on with what was interrupted, and installs again where other packages are wanted", async () => {
    await withFolder(async (home) => {
      const folder = join(home, "environment");
      const options = { ...quiet, folder, python: python(home, 3) };
      await assert.rejects(
        preparePeer(options),
        /pip could not install the packages in 3 attempts.*\nconnection reset$/,
      );
      await preparePeer(options);
      const before = callsIn(home).length;
      writeFileSync(join(folder, "cryogym-requirements.txt"), "sb3-contrib==1.0\n");
      await preparePeer(options);
      assert.equal(callsIn(home).length, before + 3);
    });
  });

  it("does not count as done what can't be loaded", async () => {
    await withFolder(async (home) => {
      const options = { ...quiet, folder: join(home, "environment"), python: python(home, 0, 1) };
      for (let i = 0; i < 2; i++) await assert.rejects(preparePeer(options), /can't be loaded.*\nundefined symbol$/);
    });
  });

  it("says what to install where there is no Python, or no venv", async () => {
    await withFolder(async (home) => {
      const folder = join(home, "environment");
      await assert.rejects(
        preparePeer({ ...quiet, folder, python: "/nowhere/python3" }),
        new UserError("can't run /nowhere/python3: install Python 3.10 or later, or name the one to use"),
      );
      const withoutVenv = fakePython(home, 'echo "No module named venv" >&2; exit 1');
      await assert.rejects(
        preparePeer({ ...quiet, folder, python: withoutVenv }),
        (error: Error) =>
          error instanceof UserError &&
          /python3-venv/.test(error.message) &&
          /No module named venv$/.test(error.message),
      );
    });
  });

  it("leaves a folder of something else alone", async () => {
    await withFolder(async (home) => {
      const folder = join(home, "environment");
      mkdirSync(folder);
      writeFileSync(join(folder, "thesis.tex"), "");
      await assert.rejects(
        preparePeer({ ...quiet, folder, python: python(home, 0) }),
        new UserError(`${folder} is no virtual environment and not empty: give another folder`),
      );
      assert.equal(existsSync(join(home, "calls")), false);
    });
  });
});
