import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../../env/package-root.js";
import { withFolder } from "../support/folder-while.js";
import { mainInProcess } from "../support/main-in-process.js";

const deploy = (name: string) => readFileSync(join(packageRoot, "deploy", name), "utf8");

/** What a command line of the deployment asks cryogym for. */
function argumentsIn(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => word.endsWith("dist/bin/main.js"));
  assert.ok(at >= 0, `${words.join(" ")} does not start cryogym`);
  return words.slice(at + 1);
}

/** That the command knows all flags. */
async function assertKnown([command, ...rest]: readonly string[]): Promise<void> {
  const { stdout } = await mainInProcess(command!, "--help");
  for (const flag of rest.filter((word) => word.startsWith("--"))) assert.ok(stdout.includes(`${flag} `), flag);
}

describe("deploy/Dockerfile", function () {
  this.timeout(60_000);
  const text = deploy("Dockerfile");
  const lines = text.split("\n").filter((line) => /^[A-Z]+ /.test(line));
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
  const cmd = last.findLast((line) => line.startsWith("CMD "))!;
  const words = JSON.parse(cmd.slice("CMD ".length)) as string[];

  it("copies all that a server needs: one starts from these files alone, and stops at SIGTERM", () =>
    withFolder(async (folder) => {
      const app = join(folder, "app");
      for (const line of last.filter((one) => one.startsWith("COPY --from=build "))) {
        const [from, to] = [line.split(" ").slice(2, -1), line.split(" ").at(-1)!];
        for (const path of from.map((one) => one.replace(/^\/app\//, ""))) {
          const source = join(packageRoot, path);
          assert.ok(existsSync(source), `${path} is not there`);
          const target = to.endsWith("/") ? join(app, to, path) : join(app, to);
          mkdirSync(dirname(target), { recursive: true });
          if (path === "node_modules") symlinkSync(source, target);
          else
            cpSync(source, target, { recursive: true, filter: (file) => file !== join(packageRoot, "dist", "test") });
        }
      }
      const config = join(folder, "cryogym.yaml");
      writeFileSync(config, deploy("cryogym.yaml").replace("127.0.0.1:50051", "127.0.0.1:0").replace(":8080", ":0"));
      const args = words.slice(1).map((word) => (word.endsWith(".yaml") ? config : word));
      const child = spawn(process.execPath, args, { cwd: app, stdio: ["ignore", "pipe", "pipe"] });
      let errors = "";
      child.stderr.on("data", (chunk: Buffer) => {
        errors += chunk.toString();
      });
      const ended = once(child, "exit");
      const ready = await Promise.race([once(createInterface({ input: child.stdout }), "line"), ended]);
      assert.match(String(ready[0]), /"address":"127\.0\.0\.1:\d+"/, errors);
      const { gateway } = JSON.parse(String(ready[0])) as { gateway: string };
      assert.equal((await fetch(`http://${gateway}/openapi.json`)).status, 200);
      child.kill(text.match(/^STOPSIGNAL (\w+)$/m)![1] as NodeJS.Signals);
      assert.deepEqual(await ended, [0, null], errors);
      assert.ok(existsSync(join(folder, "data", "journal.sqlite")));
    }));

  it("starts cryogym with flags that it knows, and is not given what was built elsewhere", async () => {
    await assertKnown(argumentsIn(words));
    const ignored = readFileSync(join(packageRoot, ".dockerignore"), "utf8").split("\n");
    for (const name of ["node_modules", "dist", "proto/gen", ".git"]) assert.ok(ignored.includes(name), name);
  });
});

describe("deploy/cryogym.service", () => {
  const text = deploy("cryogym.service");
  const value = (key: string) => text.match(new RegExp(`^${key}=(.*)$`, "m"))?.[1] ?? "";

  it("starts cryogym with flags that it knows, where it may write and in the time that a stop takes", async () => {
    const words = value("ExecStart").split(" ");
    await assertKnown(argumentsIn(words));
    assert.ok(words.at(-1)!.startsWith(value("ReadWritePaths")));
    assert.equal(value("WorkingDirectory"), value("ReadWritePaths"));
    assert.match(value("ExecReload"), /kill -HUP \$MAINPID$/);
    assert.ok(Number(value("TimeoutStopSec")) > 10, "a stop in order takes up to ten seconds");
  });

  it("is a unit that systemd takes", function () {
    const analyze = spawnSync("systemd-analyze", ["--version"]);
    if (analyze.status !== 0) this.skip();
    return withFolder(async (folder) => {
      const unit = join(folder, "cryogym.service");
      const verify = (content: string) => {
        writeFileSync(unit, content);
        const { status, stderr } = spawnSync("systemd-analyze", ["verify", unit], { encoding: "utf8" });
        return {
          status,
          stderr: stderr
            .split("\n")
            .filter((line) => line.includes("cryogym.service"))
            .join("\n"),
        };
      };
      const here = text.replace("/usr/bin/node", process.execPath).replace("/opt/cryogym", packageRoot);
      assert.deepEqual(verify(here), { status: 0, stderr: "" });
      assert.match(
        verify(here.replace("TimeoutStopSec=20", "TimeoutStopSec=soon")).stderr,
        /Failed to parse time value/,
      );
    });
  });
});
