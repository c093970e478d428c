import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { status } from "@grpc/grpc-js";
import {
  DriveResponse,
  ExchangeRequest,
  ExchangeResponse,
} from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import {
  ExportSessionResponse,
  GetSessionResponse,
  ListSessionsResponse,
  SessionState,
  type WatchSessionRequest,
  WatchSessionResponse,
} from "../../../proto/gen/cryogym/v1alpha1/session_service.js";
import { type Access, openAccess } from "../../../server/access/open-access.js";
import { mayCall } from "../../../server/access/permissions.js";
import { richError } from "../../../server/access/rich-error.js";
import { type Role, roles } from "../../../server/access/roles.js";
import { createToken } from "../../../server/access/tokens/manage-tokens.js";
import { type GatewayOptions, startGateway } from "../../../server/gateway/gateway.js";
import type { Handlers } from "../../../server/gateway/handlers.js";
import { Metrics } from "../../../server/operations/metrics.js";
import { TestAuthority } from "../access/support/certificates.js";
import { keptLog, methods, places, roomy, services } from "../access/support/trivial-server.js";

const limits = { ...roomy, message_mebibytes: 1, sessions: 10 };

interface Answer {
  readonly code: number;
  readonly body: string;
  readonly headers: Record<string, unknown>;
  readonly json: Record<string, never> & {
    status?: string;
    details?: { reason?: string; fieldViolations?: object[] }[];
  };
}

describe("the gateway", () => {
  let folder: string;
  let tokens: string;
  const secrets = new Map<string, string>();
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "cryogym-gateway-"));
    tokens = join(folder, "tokens.yaml");
    for (const role of roles) secrets.set(role, createToken(tokens, { name: role, role }));
    secrets.set("viewer of a", createToken(tokens, { name: "va", role: "viewer", instrument: "a" }));
  });
  after(() => rmSync(folder, { recursive: true }));

  const seen: unknown[] = [];
  const gone: string[] = [];
  const handlers: Handlers = {
    unary: {
      "SessionService/GetSession": ({ sessionKey }: { sessionKey: string }) => {
        if (sessionKey === "bug") throw new Error("secret of the inside");
        if (sessionKey === "none") {
          throw richError(status.NOT_FOUND, "there is no session 'none'", { errorInfo: { reason: "SESSION_UNKNOWN" } });
        }
        return GetSessionResponse.fromPartial({
          state: SessionState.COLLECTING,
          clockSeconds: 2.5,
          createdAtUnixMilliseconds: 1_900_000_000_000,
        });
      },
      "SessionService/ListSessions": () =>
        ListSessionsResponse.fromPartial({
          sessions: [
            { sessionKey: "at-a", instrument: "a" },
            { sessionKey: "at-b", instrument: "b" },
          ],
        }),
      "CollectionService/Exchange": async (request: ExchangeRequest, caller, signal) => {
        seen.push([request, caller.name]);
        if (request.waitForSeconds > 1) {
          await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
          gone.push("exchange");
        }
        const welcome = { $case: "welcome" as const, welcome: { epoch: 7 } };
        return ExchangeResponse.fromPartial({ responses: [DriveResponse.fromPartial({ message: welcome })] });
      },
    },
    streams: {
      "SessionService/WatchSession": async function* ({ sessionKey, fromIndex }: WatchSessionRequest, _caller, signal) {
        if (sessionKey === "none") throw richError(status.NOT_FOUND, "there is no session 'none'");
        for (let index = fromIndex; index < 3; index++) {
          yield WatchSessionResponse.fromPartial({
            index,
            targetId: `h${index}`,
            event: { $case: "spent", spent: {} },
          });
        }
        if (sessionKey !== "endless") return;
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        gone.push("watch");
      },
      "SessionService/ExportSession": async function* () {
        yield ExportSessionResponse.fromPartial({ chunk: Buffer.from("a,b\n") });
        yield ExportSessionResponse.fromPartial({ chunk: Buffer.from("1,2\n") });
      },
    },
  };

  interface Served {
    readonly address: string;
    readonly access: Access;
    readonly metrics: Metrics;
    readonly log: () => string;
    setServing(serving: boolean): void;
  }
  const withGateway = async (
    given: Partial<GatewayOptions> & { tokens?: string; tls?: Parameters<typeof openAccess>[0]["tls"] },
    task: (served: Served) => Promise<void>,
  ) => {
    const { log, text } = keptLog();
    const access = openAccess(
      { limits, ...(given.tokens !== undefined && { tokens: given.tokens }), ...(given.tls && { tls: given.tls }) },
      { places, log },
    );
    const metrics = new Metrics();
    let serving = true;
    const gateway = await startGateway({
      listen: "127.0.0.1:0",
      access,
      services,
      handlers,
      metrics,
      isServing: () => serving,
      log,
      bodyBytes: 4096,
      ...given,
    });
    try {
      const setServing = (now: boolean) => {
        serving = now;
      };
      await task({ address: gateway.address, access, metrics, log: text, setServing });
    } finally {
      await gateway.close();
      access.close();
    }
  };
  const call = (
    address: string,
    method: "GET" | "POST",
    path: string,
    given: { token?: string; body?: unknown; headers?: Record<string, string>; tls?: object; until?: RegExp } = {},
  ): Promise<Answer> => {
    const { token, body, headers = {}, tls, until } = given;
    const raw = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
    const [host, port] = address.split(":");
    return new Promise((resolve, reject) => {
      const make = tls === undefined ? httpRequest : httpsRequest;
      const request = make(
        {
          host,
          port,
          method,
          path,
          agent: false,
          ...tls,
          headers: {
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...(raw !== undefined && { "content-type": "application/json" }),
            ...headers,
          },
        },
        (response) => {
          let text = "";
          const end = () => {
            const isJson = String(response.headers["content-type"]).startsWith("application/json");
            resolve({
              code: response.statusCode ?? 0,
              body: text,
              headers: response.headers,
              json: isJson ? JSON.parse(text) : {},
            });
          };
          response.on("data", (chunk: Buffer) => {
            text += chunk.toString();
            if (until?.test(text) !== true) return;
            end();
            request.destroy();
          });
          response.on("end", end);
          response.on("error", () => {});
        },
      );
      request.on("error", reject);
      request.end(raw);
    });
  };

  it("serves a method as JSON, by the names of proto3", async () => {
    await withGateway({ tokens }, async ({ address, metrics, log }) => {
      const token = secrets.get("viewer")!;
      for (const body of [{ sessionKey: "at-a" }, { session_key: "at-a" }]) {
        const { code, json } = await call(address, "POST", "/v1/SessionService/GetSession", { token, body });
        assert.equal(code, 200);
        const { state, clockSeconds, createdAtUnixMilliseconds, exposures } = json;
        assert.deepEqual(
          [state, clockSeconds, createdAtUnixMilliseconds, exposures],
          ["SESSION_STATE_COLLECTING", 2.5, "1900000000000", 0],
        );
      }
      assert.match(await metrics.text(), /cryogym_calls_total\{method="\S+GetSession",code="OK"\} 2/);
      assert.match(log(), /"who":"viewer".*"session":"at-a","result":"OK"/);
    });
  });

  it("carries the exchange, messages in messages and all", async () => {
    await withGateway({ tokens }, async ({ address }) => {
      seen.length = 0;
      const body = { sessionKey: "at-a", requests: [{ hello: { sessionKey: "at-a", driver: "x" } }], ack: "12" };
      const { code, json } = await call(address, "POST", "/exchange", { token: secrets.get("driver")!, body });
      assert.equal(code, 200, JSON.stringify(json));
      const expected = ExchangeRequest.fromJSON({ ...body, ack: 12 });
      assert.deepEqual(seen, [[expected, "driver"]]);
      const [response] = (json as unknown as { responses: { welcome: { epoch: string } }[] }).responses;
      assert.equal(response?.welcome.epoch, "7");
    });
  });

  it("holds every role to the permission table, as gRPC does", async () => {
    await withGateway({ tokens }, async ({ address }) => {
      for (const { path, requestStream, responseStream } of methods) {
        if (requestStream) continue;
        const key = path.split(".").at(-1)!;
        const verb = responseStream ? "GET" : "POST";
        const given = responseStream ? {} : { body: {} };
        const without = await call(address, verb, `/v1/${key}`, given);
        assert.deepEqual([without.code, without.json.status], [401, "UNAUTHENTICATED"], key);
        for (const role of roles) {
          const { code } = await call(address, verb, `/v1/${key}`, { ...given, token: secrets.get(role)! });
          // What is let in but has no handler here is answered with 501.
          if (mayCall(role as Role, path)) assert.ok([200, 501].includes(code), `${role} ${key} ${code}`);
          else assert.equal(code, 403, `${role} ${key}`);
        }
      }
    });
  });

  it("keeps a caller to its instrument and shows no other in lists", async () => {
    await withGateway({ tokens }, async ({ address }) => {
      const token = secrets.get("viewer of a")!;
      const get = (sessionKey: string) =>
        call(address, "POST", "/v1/SessionService/GetSession", { token, body: { sessionKey } });
      assert.equal((await get("at-a")).code, 200);
      const refused = await get("at-b");
      assert.deepEqual([refused.code, refused.json.details?.[0]?.reason], [403, "OTHER_INSTRUMENT"]);
      assert.equal(
        (await call(address, "GET", "/v1/SessionService/WatchSession?session_key=at-b", { token })).code,
        403,
      );
      const { json } = await call(address, "POST", "/v1/SessionService/ListSessions", { token, body: {} });
      const { sessions } = json as unknown as { sessions: { sessionKey: string }[] };
      assert.deepEqual(
        sessions.map(({ sessionKey }) => sessionKey),
        ["at-a"],
      );
    });
  });

  it("answers errors with gRPC's codes and details, and tells nothing of the inside", async () => {
    await withGateway({ tokens }, async ({ address, log }) => {
      const token = secrets.get("admin")!;
      const post = (body: unknown, path = "/v1/SessionService/GetSession", headers = {}) =>
        call(address, "POST", path, { token, body, headers });
      const cases: [Answer, number, string][] = [
        [await post({ sessionKey: "none" }), 404, "NOT_FOUND"],
        [await post({ sessionKey: "bug" }), 500, "INTERNAL"],
        [await post({ sesionKey: "x" }), 400, "INVALID_ARGUMENT"],
        [await post({ sessionKey: 3 }), 400, "INVALID_ARGUMENT"],
        [await post({ mode: "MODE_TURBO" }, "/v1/SessionService/SetMode"), 400, "INVALID_ARGUMENT"],
        [await post({ number: -1 }, "/v1/SessionService/DecideProposal"), 400, "INVALID_ARGUMENT"],
        [await post("{"), 400, "INVALID_ARGUMENT"],
        [await post("[]"), 400, "INVALID_ARGUMENT"],
        [await post('{"__proto__": {"a": 1}}'), 400, "INVALID_ARGUMENT"],
        [await post(`{"sessionKey": "${"x".repeat(5000)}"}`), 413, "RESOURCE_EXHAUSTED"],
        [await post("sessionKey=x", undefined, { "content-type": "text/plain" }), 415, "INVALID_ARGUMENT"],
        [await post({}, "/v1/PolicyService/Score"), 501, "UNIMPLEMENTED"],
        [await post({}, "/v1/SessionService/Nothing"), 404, "UNIMPLEMENTED"],
      ];
      for (const [{ code, json }, httpCode, name] of cases) {
        assert.deepEqual([code, json.status], [httpCode, name], JSON.stringify(json));
      }
      assert.equal(cases[0]![0].json.details?.[0]?.reason, "SESSION_UNKNOWN");
      assert.equal(cases[2]![0].json.details?.[1]?.fieldViolations?.length, 1);
      assert.ok(!cases[1]![0].body.includes("secret"));
      assert.match(log(), /secret of the inside/);
      assert.ok(!log().includes(token.slice(10, 30)));
    });
  });

  it("sends events with their numbers, and goes on after the last one seen", async () => {
    await withGateway({ tokens }, async ({ address }) => {
      const token = secrets.get("viewer")!;
      const watch = (query: string, headers = {}) =>
        call(address, "GET", `/v1/SessionService/WatchSession?${query}`, { token, headers });
      const all = await watch("session_key=at-a");
      assert.equal(all.headers["content-type"], "text/event-stream");
      assert.deepEqual(
        [...all.body.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id),
        ["0", "1", "2"],
      );
      assert.match(all.body, /^data: \{"index":"1","atSeconds":0,"targetId":"h1","spent":\{\}\}$/m);
      assert.match(all.body, /event: end\n/);
      const rest = await watch("session_key=at-a&from_index=0", { "last-event-id": "1" });
      assert.deepEqual(
        [...rest.body.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id),
        ["2"],
      );
      assert.match((await watch("session_key=none")).body, /event: error\ndata: \{"code":5,"status":"NOT_FOUND"/);
      assert.equal((await watch("session=at-a")).code, 400);
    });
  });

  it("lets a quiet stream be heard, and its source know that the watcher has gone", async () => {
    await withGateway({ tokens, heartbeatMilliseconds: 20 }, async ({ address, access }) => {
      gone.length = 0;
      const token = secrets.get("viewer")!;
      const path = "/v1/SessionService/WatchSession?session_key=endless";
      await call(address, "GET", path, { token, until: /: alive\s+: alive/ });
      await until(() => gone.includes("watch") && access.gate.openStreams("viewer") === 0);
    });
  });

  it("tells a waiting exchange that its driver has gone", async () => {
    await withGateway({ tokens }, async ({ address }) => {
      gone.length = 0;
      const [, port] = address.split(":");
      const body = '{"waitForSeconds":60}';
      const socket = connect(Number(port), "127.0.0.1");
      socket.write(
        `POST /exchange HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${secrets.get("driver")}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
      const before = seen.length;
      await until(() => seen.length > before);
      socket.destroy();
      await until(() => gone.includes("exchange"));
    });
  });

  it("exports a session as text", async () => {
    await withGateway({ tokens }, async ({ address }) => {
      const path = "/v1/SessionService/ExportSession?session_key=at-a";
      const { body, headers } = await call(address, "GET", path, { token: secrets.get("viewer")! });
      assert.deepEqual([body, headers["content-type"]], ["a,b\n1,2\n", "text/csv"]);
    });
  });

  it("gives up a body that does not come", async () => {
    await withGateway({ requestMilliseconds: 100 }, async ({ address }) => {
      const socket = connect(Number(address.split(":")[1]), "127.0.0.1");
      let text = "";
      socket.on("data", (chunk) => {
        text += chunk.toString();
      });
      socket.write(
        "POST /exchange HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{",
      );
      await new Promise((resolve) => socket.once("close", resolve));
      assert.match(text, /^HTTP\/1\.1 408/);
    });
  });

  it("shows health to everybody, metrics and its description to whoever may", async () => {
    await withGateway({ tokens }, async ({ address, setServing }) => {
      assert.equal((await call(address, "GET", "/healthz")).code, 200);
      setServing(false);
      const { code, json } = await call(address, "GET", "/healthz");
      assert.deepEqual([code, json.status], [503, "NOT_SERVING"]);
      assert.equal((await call(address, "GET", "/metrics")).code, 401);
      assert.equal((await call(address, "GET", "/metrics", { token: secrets.get("driver")! })).code, 403);
      const { body } = await call(address, "GET", "/metrics", { token: secrets.get("viewer")! });
      assert.match(body, /^cryogym_streams /m.test(body) ? /cryogym_streams/ : /# TYPE cryogym_calls_total counter/);
      assert.equal((await call(address, "GET", "/openapi.json")).code, 401);
    });
  });

  it("describes every route, with no reference that leads nowhere", async () => {
    await withGateway({ tokens }, async ({ address }) => {
      const { json } = await call(address, "GET", "/openapi.json", { token: secrets.get("results")! });
      const { paths, components } = json as unknown as {
        paths: Record<string, object>;
        components: { schemas: Record<string, object> };
      };
      const expected = methods
        .filter(({ requestStream }) => !requestStream)
        .map(({ path }) => `/v1/${path.split(".").at(-1)}`);
      assert.deepEqual(Object.keys(paths).sort(), [...expected, "/exchange"].sort());
      for (const [, name] of JSON.stringify(json).matchAll(/#\/components\/schemas\/([A-Za-z0-9_.]+)/g)) {
        assert.ok(components.schemas[name!] !== undefined, name);
      }
    });
  });

  it("without tokens lets this machine's programs in, and no page of a browser on it", async () => {
    await withGateway({}, async ({ address }) => {
      const get = (headers: Record<string, string>) =>
        call(address, "POST", "/v1/SessionService/GetSession", { body: { sessionKey: "at-a" }, headers });
      assert.equal((await get({})).code, 200);
      assert.equal((await get({ origin: "http://localhost:3000" })).code, 200);
      assert.equal((await get({ origin: "https://evil.example" })).code, 403);
      assert.equal((await get({ origin: "null" })).code, 403);
      assert.equal((await get({ host: "rebound.example:8080" })).code, 403);
    });
  });

  it("speaks TLS, knows clients by their certificates and takes new ones", async () => {
    const authority = await TestAuthority.make(folder, "facility");
    const [forServer, desk, next] = [
      await authority.sign("server"),
      await authority.sign("desk"),
      await authority.sign("next"),
    ];
    const tls = {
      certificate: forServer.certificateFile,
      key: forServer.keyFile,
      client_ca: authority.own.certificateFile,
      require_client_certificate: false,
      clients: [{ common_name: "desk", role: "viewer" as const }],
    };
    const ca = readFileSync(authority.own.certificateFile);
    await withGateway({ tls, tokens }, async ({ address, access }) => {
      const get = (more: object, token?: string) =>
        call(address, "POST", "/v1/SessionService/GetSession", {
          body: { sessionKey: "at-a" },
          tls: { ca, servername: "localhost", ...more },
          ...(token !== undefined && { token }),
        });
      assert.equal((await get({ cert: desk.certificate, key: desk.key })).code, 200);
      assert.equal((await get({})).code, 401);
      assert.equal((await get({}, secrets.get("viewer"))).code, 200);
      await assert.rejects(get({ ca: Buffer.from(desk.certificate) }, secrets.get("viewer")));
      let shown = "";
      const checkServerIdentity = (_host: string, { subject }: { subject: { CN: string } }) => {
        shown = subject.CN;
      };
      access.reload({ tls: { ...tls, certificate: next.certificateFile, key: next.keyFile }, tokens, limits });
      assert.equal((await get({ checkServerIdentity }, secrets.get("viewer"))).code, 200);
      assert.equal(shown, "next");
    });
  });

  it("says what address can't be bound", async () => {
    await withGateway({}, async ({ address }) => {
      await assert.rejects(
        withGateway({ listen: address }, async () => {}),
        /can't listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/,
      );
    });
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(holds());
}
