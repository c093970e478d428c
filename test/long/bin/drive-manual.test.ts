import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { type RunningCommand, startCommand } from "../../../bin/terminal/child-process.js";
import { packageRoot } from "../../../env/package-root.js";
import { SessionState } from "../../../proto/gen/cryogym/v1alpha1/session_service.js";
import { describeSession } from "../../../server/watch-session.js";
import { mainInProcess } from "../../support/main-in-process.js";
import { temporaryFolder } from "../../support/server-microscope.js";

const TABLE =
  "hole,grid,square,group,x,y\nh1,G1,s1,g1,100,50\nh2,G1,s1,g1,101,50\nh3,G1,s1,g2,110,50\nh4,G1,s2,g3,300,50\n";

describe("cryogym drive --driver manual", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const config = join(folder.path, "scope.yaml");
  let server: RunningCommand;

  before(async () => {
    const columns = { id: "hole", grid: "grid", square: "square", group: "group", x: "x", y: "y" };
    writeFileSync(join(folder.path, "targets.csv"), TABLE);
    writeFileSync(
      config,
      stringify({
        driver: { kind: "manual" },
        finder: { kind: "table", file: "targets.csv", columns },
        log_level: "error",
      }),
    );
    const journal = ["--journal", join(folder.path, "journal"), "--listen", "127.0.0.1:0"];
    server = await startCommand(["serve", "--scenario", "small-session", "--policy", "raster", ...journal]);
  });

  after(async () => {
    await server.stop();
    folder.remove();
  });

  it("runs a session to its end over a pipe, targets from a table", async () => {
    const address = String(server.ready.address);
    const doctor = await mainInProcess("doctor", "--config", config, "--server", address);
    assert.equal(doctor.code, 0, doctor.stdout);
    assert.match(doctor.stdout, /\ntargets +ok +the finder 'table' finds 1 grids, 2 squares, 3 groups, 4 holes/);
    const args = ["drive", "--server", address, "--driver", "manual", "--config", config, "--session", "by-hand"];
    const child = spawn(process.execPath, [join(packageRoot, "dist", "bin", "main.js"), ...args]);
    let text = "";
    let last = 0;
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (!text.endsWith("? ")) return;
      const asked = text.slice(last);
      last = text.length;
      child.stdin.write(asked.includes("group-g1") ? "skip contaminated\n" : "done\n");
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    assert.equal(code, 0, text);
    const exposed = [
      ...text.matchAll(/Expose hole (\S+) .*; put '(by-hand-\d+-01)' into the movie's name\n {2}Why: \S/g),
    ];
    assert.deepEqual(
      exposed.map(([, hole]) => hole),
      ["G1/s1/h3", "G1/s2/h4"],
    );
    assert.match(text, /The session is finished: 2 shots were asked for\.\n$/);
    const session = await describeSession(address, "by-hand");
    assert.deepEqual([session.state, session.exposures], [SessionState.FINISHED, 2]);
  });
});
