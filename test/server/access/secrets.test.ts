import assert from "node:assert/strict";
import { status } from "@grpc/grpc-js";
import { Gate } from "../../../server/access/gate.js";
import type { StoredToken } from "../../../server/access/tokens/token-schema.js";
import { newToken, tokenHash } from "../../../server/access/tokens/token-secret.js";
import { AnyClient, keptLog, methodNamed, methods, places, roomy, trivialServer } from "./support/trivial-server.js";

describe("the audit log", () => {
  const good = newToken();
  const revoked = newToken();
  const created_at = "2001-01-01T00:00:00Z";
  const tokens: StoredToken[] = [
    { name: "alice", role: "admin", sha256: tokenHash(good), created_at },
    { name: "bob", role: "driver", sha256: tokenHash(revoked), created_at, revoked_at: created_at },
  ];
  const { log, text } = keptLog();
  let lines: Record<string, unknown>[];
  before(async () => {
    const gate = new Gate({ known: { tokens }, limits: roomy, places, log });
    const server = await trivialServer({ gate });
    const client = new AnyClient(server.address);
    for (const method of methods) await client.call(method, { sessionKey: "at-a" }, `Bearer ${good}`);
    await client.call(methodNamed("HaltSession"), { sessionKey: "at-a" }, `Bearer ${revoked}`);
    await client.call(methodNamed("HaltSession"), { sessionKey: "x".repeat(500) }, `bearer ${good}`);
    await client.call(methodNamed("Drive"), {}, `Bearer ${good} ${revoked}`);
    client.close();
    server.close();
    lines = text()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  });

  it("says who called what on which session, with what result", () => {
    const halt = lines.filter(({ method }) => String(method).endsWith("/HaltSession"));
    const told = halt.map(({ who, role, session, result, level }) => [who, role, session, result, level]);
    assert.deepEqual(told, [
      ["alice", "admin", "at-a", "OK", 30],
      ["", "", "", "UNAUTHENTICATED", 40],
      ["alice", "admin", "x".repeat(64), "OK", 30],
    ]);
    const audited = lines.filter(({ audit }) => audit === true);
    assert.equal(audited.length, methods.length + 3);
    for (const { method } of methods.map(({ path }) => ({ method: path }))) {
      assert.ok(audited.some((line) => line.method === method && line.result === status[status.OK]));
    }
  });

  it("never holds a token or a part of one, at the finest level", () => {
    for (const secret of [good, revoked]) {
      for (let from = 0; from + 12 <= secret.length; from += 4) {
        const part = secret.slice(from, from + 12);
        if (from >= "cryogym_".length) assert.ok(!text().includes(part), part);
      }
      assert.ok(!text().includes(tokenHash(secret)));
    }
  });

  it("is not fooled by a stream whose token expires meanwhile: it is cut", async () => {
    let now = Date.parse("2030-01-01T00:00:00Z");
    const secret = newToken();
    const expires_at = "2030-01-01T00:01:00Z";
    const kept = keptLog();
    const known = {
      tokens: [{ name: "carol", role: "viewer" as const, sha256: tokenHash(secret), created_at, expires_at }],
    };
    const gate = new Gate({ known, limits: roomy, places, log: kept.log, nowMilliseconds: () => now });
    const caller = gate.admit(
      methodNamed("WatchSession").path,
      { authorization: `Bearer ${secret}`, isLoopback: true },
      "h",
    );
    const cuts: string[] = [];
    const close = gate.openStream(caller, methodNamed("WatchSession").path, ({ message }) => cuts.push(message));
    gate.cutUnknown();
    assert.deepEqual(cuts, []);
    now += 60_000;
    gate.cutUnknown();
    assert.deepEqual(cuts, ["'carol' is not known any more"]);
    close();
    gate.cutUnknown();
    assert.equal(cuts.length, 1);
  });

  it("warns once at the start where everybody is admin", () => {
    const kept = keptLog();
    new Gate({ known: {}, limits: roomy, places, log: kept.log });
    assert.match(kept.text(), /everybody on this machine is admin/);
    assert.ok(!text().includes("everybody"));
  });
});
