import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mayCall } from "../../../server/access/permissions.js";
import { roles } from "../../../server/access/roles.js";
import { TestAuthority } from "../access/support/certificates.js";
import { methods } from "../access/support/trivial-server.js";
import { call, folder, limits, secrets, tokens, withGateway } from "./support/gateway-server.js";

describe("the gateway's access", () => {
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
          if (mayCall(role, path)) assert.ok([200, 501].includes(code), `${role} ${key} ${code}`);
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
      const forged = await (await TestAuthority.make(folder, "stranger")).sign("desk");
      assert.equal((await get({ cert: forged.certificate, key: forged.key })).code, 401);
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
});
