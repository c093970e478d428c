import assert from "node:assert/strict";
import { credentials } from "@grpc/grpc-js";
import { CreateSessionRequest, SessionServiceClient } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { type PolicyServer, startOpenServer } from "./support/policy-server.js";
import { goProgram, INSTALL_MILLISECONDS, say } from "./support/program-cache.js";
import { runToEnd } from "./support/run-to-end.js";

const KEY = "loaded";

/** What ghz reports, of what is looked at. */
interface Load {
  readonly count: number;
  readonly rps: number;
  /** Nanoseconds. */
  readonly average: number;
  readonly statusCodeDistribution: Readonly<Record<string, number>>;
  readonly latencyDistribution: readonly { readonly percentage: number; readonly latency: number }[];
}

describe("ghz", () => {
  let ghz: string;
  let server: PolicyServer | undefined;

  before(async function () {
    this.timeout(INSTALL_MILLISECONDS);
    ghz = await goProgram("ghz", "github.com/bojand/ghz", "v0.93.0");
    server = await startOpenServer();
    const client = new SessionServiceClient(server.address, credentials.createInsecure());
    await new Promise<void>((resolve, reject) => {
      const request = CreateSessionRequest.fromPartial({ sessionKey: KEY });
      client.createSession(request, (error) => (error === null ? resolve() : reject(error)));
    });
    client.close();
  });
  after(() => server?.close());

  async function load(method: string, data: object, total: number, workers: number): Promise<Load> {
    const amount = ["--total", `${total}`, "--concurrency", `${workers}`, "--connections", "2"];
    const call = ["--call", `cryogym.v1alpha1.SessionService.${method}`, "--data", JSON.stringify(data)];
    const { address } = server!;
    const ended = await runToEnd(ghz, [
      "--insecure",
      ...call,
      ...amount,
      "--count-errors",
      "--format",
      "json",
      address,
    ]);
    assert.equal(ended.code, 0, ended.stderr);
    const result = JSON.parse(ended.stdout) as Load;
    const late = result.latencyDistribution.find(({ percentage }) => percentage === 99)?.latency ?? Number.NaN;
    say(
      `${method}, ${workers} at once: ${Math.round(result.rps)} requests/s, ${(result.average / 1e6).toFixed(1)} ms on ` +
        `average, 99 % within ${(late / 1e6).toFixed(1)} ms`,
    );
    return result;
  }

  it("has every one of 5,000 calls of GetSession answered", async () => {
    const { count, statusCodeDistribution } = await load("GetSession", { session_key: KEY }, 5000, 20);
    assert.equal(count, 5000);
    assert.deepEqual(statusCodeDistribution, { OK: 5000 });
  });

  it("has every refusal of 1,000 said as such", async () => {
    const { statusCodeDistribution } = await load("GetSession", { session_key: "nobody-s" }, 1000, 20);
    assert.deepEqual(statusCodeDistribution, { NotFound: 1000 });
  });

  it("has every one of 1,000 calls of ListSessions answered", async () => {
    const { statusCodeDistribution } = await load("ListSessions", {}, 1000, 50);
    assert.deepEqual(statusCodeDistribution, { OK: 1000 });
  });
});
