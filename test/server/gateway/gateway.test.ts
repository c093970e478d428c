import assert from "node:assert/strict";
import { ExchangeRequest } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { methods } from "../access/support/trivial-server.js";
import { type Answer, call, secrets, seen, tokens, withGateway } from "./support/gateway-server.js";

describe("the gateway", () => {
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

  it("exports a session as text", async () => {
    await withGateway({ tokens }, async ({ address }) => {
      const path = "/v1/SessionService/ExportSession?session_key=at-a";
      const { body, headers } = await call(address, "GET", path, { token: secrets.get("viewer")! });
      assert.deepEqual([body, headers["content-type"]], ["a,b\n1,2\n", "text/csv"]);
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
      assert.match(body, /# TYPE cryogym_calls_total counter/);
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

  it("says what address can't be bound", async () => {
    await withGateway({}, async ({ address }) => {
      await assert.rejects(
        withGateway({ listen: address }, async () => {}),
        /can't listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/,
      );
    });
  });
});
