import assert from "node:assert/strict";
import { status } from "@grpc/grpc-js";
import { service as healthService } from "grpc-health-check";
import { Hello } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { ServerReflectionService as ReflectionV1 } from "../../../proto/gen/grpc/reflection/v1/reflection.js";
import { ServerReflectionService as ReflectionV1Alpha } from "../../../proto/gen/grpc/reflection/v1alpha/reflection.js";
import { permissions } from "../../../server/access/permissions.js";
import { type Role, roles } from "../../../server/access/roles.js";
import type { StoredToken } from "../../../server/access/tokens/token-schema.js";
import { newToken, tokenHash } from "../../../server/access/tokens/token-secret.js";
import {
  AnyClient,
  type Definition,
  methodNamed,
  methods,
  places,
  roomy,
  trivialServer,
} from "./support/trivial-server.js";

const PAST = "2001-01-01T00:00:00Z";
const FUTURE = "2999-01-01T00:00:00Z";
const operational = [healthService, ReflectionV1, ReflectionV1Alpha].flatMap(
  (service) => Object.values(service) as unknown as Definition[],
);

/** What each role is for, written down a second time: a change of the table has to be made twice. */
const reading = ["ListSessions", "WatchSession", "ExportSession", "ListCheckpoints", "Score", "Explain"];
const steering = [
  ...["CreateSession", "SetMode", "SetPolicy", "PauseSession", "HaltSession", "ResumeSession"],
  ...["EndSession", "DecideProposal", "DirectTarget", "SetGridGoal", "AcknowledgeAlarm"],
];
const granted: Record<Role, readonly string[]> = {
  driver: ["Drive", "Exchange", "GetInstrument", "GetSession"],
  results: ["Report", "GetSession"],
  viewer: [...reading, "GetInstrument", "GetSession"],
  operator: [...reading, ...steering, "GetInstrument", "GetSession"],
  admin: [...reading, ...steering, "GetInstrument", "GetSession", "Drive", "Exchange", "Report"],
};

describe("permissions", () => {
  const secrets = new Map<string, string>();
  const tokens: StoredToken[] = [];
  for (const role of roles) {
    const kinds: [string, Partial<StoredToken>][] = [
      ["good", { expires_at: FUTURE }],
      ["expired", { expires_at: PAST }],
      ["revoked", { revoked_at: PAST }],
      ["of a", { instrument: "a" }],
    ];
    for (const [kind, more] of kinds) {
      const secret = newToken();
      secrets.set(`${role} ${kind}`, secret);
      const name = `${role}-${kind.replace(" ", "-")}`;
      tokens.push({ name, role, sha256: tokenHash(secret), created_at: PAST, ...more });
    }
  }
  let server: Awaited<ReturnType<typeof trivialServer>>;
  let client: AnyClient;
  before(async () => {
    server = await trivialServer({ known: { tokens }, limits: roomy, places });
    client = new AnyClient(server.address);
  });
  after(() => {
    client.close();
    server.close();
  });

  it("has an entry for every method of every service, and none for what there is not", () => {
    const all = [...methods, ...operational].map(({ path }) => path);
    for (const path of all) assert.ok(permissions.has(path), `${path} is not in the table`);
    for (const path of permissions.keys()) {
      assert.ok(path.startsWith("GET /") || all.includes(path), `${path} is no method`);
    }
  });

  it("lets a good token do what its role is for, and nothing else", async () => {
    for (const role of roles) {
      for (const method of methods) {
        const name = method.path.split("/")[2]!;
        const { code, reason } = await client.call(method, {}, `Bearer ${secrets.get(`${role} good`)}`);
        const expected = granted[role].includes(name) ? [status.OK, ""] : [status.PERMISSION_DENIED, "ROLE_MAY_NOT"];
        assert.deepEqual([code, reason], expected, `${role} ${method.path}`);
        if (code === status.OK) assert.equal(server.callers.at(-1)?.role, role);
      }
    }
  });

  const bad: [string, (role: Role) => string | undefined, string][] = [
    ["no token", () => undefined, "CREDENTIALS_MISSING"],
    ["an expired token", (role) => `Bearer ${secrets.get(`${role} expired`)}`, "TOKEN_EXPIRED"],
    ["a revoked token", (role) => `Bearer ${secrets.get(`${role} revoked`)}`, "TOKEN_REVOKED"],
    ["a malformed token", () => "Bearer cryogym_short", "TOKEN_MALFORMED"],
    ["another scheme", (role) => `Basic ${secrets.get(`${role} good`)}`, "TOKEN_MALFORMED"],
    ["two tokens", (role) => `Bearer ${secrets.get(`${role} good`)} x`, "TOKEN_MALFORMED"],
    ["a stranger's token", () => `Bearer ${newToken()}`, "TOKEN_UNKNOWN"],
    ["a stored hash", (role) => `Bearer cryogym_${tokens.find((t) => t.role === role)!.sha256}`, "TOKEN_MALFORMED"],
  ];
  for (const [what, authorization, expected] of bad) {
    it(`refuses every method with ${what}`, async () => {
      const before = server.callers.length;
      for (const role of roles) {
        for (const method of methods) {
          const { code, reason } = await client.call(method, {}, authorization(role));
          assert.deepEqual([code, reason], [status.UNAUTHENTICATED, expected], `${role} ${method.path}`);
        }
      }
      assert.equal(server.callers.length, before);
    });
  }

  it("keeps every role to its instrument's sessions, whatever the method", async () => {
    for (const role of roles) {
      const authorization = `Bearer ${secrets.get(`${role} of a`)}`;
      for (const method of methods) {
        const name = method.path.split("/")[2]!;
        if (!granted[role].includes(name)) continue;
        const sample = method.requestDeserialize(Buffer.alloc(0)) as object;
        if (name === "Drive" || !("sessionKey" in sample)) continue;
        const codeOf = async (sessionKey: string) => {
          const { code, reason } = await client.call(method, { sessionKey, instrument: "a" }, authorization);
          return `${status[code]} ${reason}`;
        };
        const about = `${role} ${name}`;
        assert.equal(await codeOf("at-a"), "OK ", about);
        assert.equal(await codeOf("at-b"), "PERMISSION_DENIED OTHER_INSTRUMENT", about);
        assert.equal(await codeOf("none"), name === "CreateSession" ? "OK " : "NOT_FOUND SESSION_UNKNOWN", about);
      }
    }
  });

  it("goes by the hello too, wherever it stands", async () => {
    const authorization = `Bearer ${secrets.get("driver of a")}`;
    const hello = (sessionKey: string, instrument: string) => ({
      message: { $case: "hello", hello: Hello.fromPartial({ sessionKey, instrument, driver: "x" }) },
    });
    const exchange = (request: object) => client.call(methodNamed("Exchange"), request, authorization);
    const drive = (request: object) => client.call(methodNamed("Drive"), request, authorization);
    const empty = methodNamed("Drive").requestDeserialize(Buffer.alloc(0)) as object;
    const cases: [string, string, status][] = [
      ["at-a", "a", status.OK],
      ["new", "a", status.OK],
      ["at-b", "a", status.PERMISSION_DENIED],
      ["at-a", "b", status.PERMISSION_DENIED],
      ["new", "b", status.PERMISSION_DENIED],
      // Which instrument an empty name stands for is not known where there are several.
      ["new", "", status.PERMISSION_DENIED],
    ];
    for (const [key, instrument, expected] of cases) {
      assert.equal((await drive(hello(key, instrument))).code, expected, `drive ${key} ${instrument}`);
      const inside = { sessionKey: "at-a", requests: [{ ...empty, ...hello(key, instrument) }] };
      assert.equal((await exchange(inside)).code, expected, `exchange ${key} ${instrument}`);
    }
    const outside = { sessionKey: "at-b", requests: [{ ...empty, ...hello("at-a", "a") }] };
    assert.equal((await exchange(outside)).code, status.PERMISSION_DENIED);
  });

  it("answers health to whoever asks and reflection to whoever has a token", async () => {
    const [check, reflection] = [operational[0]!, operational.at(-1)!];
    assert.equal((await client.call(check, {})).code, status.OK);
    assert.equal((await client.call(reflection, {})).code, status.UNAUTHENTICATED);
    assert.equal((await client.call(reflection, {}, `Bearer ${secrets.get("viewer good")}`)).code, status.OK);
  });
});
