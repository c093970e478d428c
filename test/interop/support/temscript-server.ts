import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pythonWith } from "./python-environment.js";

/** temscript's own server with a microscope that is not there, as a process of its own. */
export interface TemscriptServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Installs temscript where it is not there yet. @returns its `temscript-server` */
export async function installTemscript(): Promise<string> {
  const python = await pythonWith("temscript", "temscript-requirements.txt");
  return join(dirname(python), "temscript-server");
}

const PATIENCE_MILLISECONDS = 20_000;

/** @throws Error with what it wrote if it does not answer in time */
export async function startTemscript(program: string): Promise<TemscriptServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(program, ["--null", "--host", "127.0.0.1", "--port", `${port}`], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let written = "";
  child.stderr.on("data", (chunk: Buffer) => {
    written = (written + chunk.toString()).slice(-4000);
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const deadline = performance.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const isThere = await fetch(`${url}/v1/version`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) break;
    if (performance.now() > deadline || child.exitCode !== null)
      throw new Error(`temscript-server does not answer:\n${written}`);
    await sleep(100);
  }
  return {
    url,
    async close() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
