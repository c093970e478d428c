import assert from "node:assert/strict";
import { Metadata, status } from "@grpc/grpc-js";
import { Authenticator } from "../../../server/access/authenticate.js";
import { hostOf, isLoopbackHost } from "../../../server/access/loopback.js";
import { receivedDetails, richError } from "../../../server/access/rich-error.js";

describe("richError", () => {
  const error = richError(status.INVALID_ARGUMENT, "wrong", {
    errorInfo: { reason: "OUTCOME_INVALID", metadata: { shot: "d1/2" } },
    badRequest: [{ field: "outcomes[3].shot_id", description: "is empty" }],
  });

  it("is read by a client as it was made", () => {
    assert.deepEqual(receivedDetails(error), {
      reason: "OUTCOME_INVALID",
      domain: "cryogym",
      metadata: { shot: "d1/2" },
      fields: [{ field: "outcomes[3].shot_id", description: "is empty" }],
    });
    assert.equal(receivedDetails({ metadata: new Metadata() }), undefined);
  });

  it("has the bytes that google.rpc.Status has", () => {
    const [bytes] = richError(status.NOT_FOUND, "no", { errorInfo: { reason: "R" } }).metadata.get(
      "grpc-status-details-bin",
    );
    const info = Buffer.concat([Buffer.from("\n\x01R\x12\x07cryogym", "latin1")]);
    const type = "type.googleapis.com/google.rpc.ErrorInfo";
    const any = Buffer.concat([
      Buffer.from([10, type.length]),
      Buffer.from(type),
      Buffer.from([18, info.length]),
      info,
    ]);
    const whole = Buffer.concat([Buffer.from([8, 5, 18, 2]), Buffer.from("no"), Buffer.from([26, any.length]), any]);
    assert.deepEqual(bytes, whole);
  });
});

describe("Authenticator", () => {
  const admin = { common_name: "desk", role: "admin" } as const;

  it("lets nobody in by address once there are tokens or certificates, and nobody from elsewhere", () => {
    const from = (known: ConstructorParameters<typeof Authenticator>[0], isLoopback: boolean) => () =>
      new Authenticator(known).identify({ isLoopback });
    assert.equal(from({}, true)().role, "admin");
    assert.throws(from({}, false), /who calls/);
    assert.throws(from({ tokens: [] }, true), /who calls/);
    assert.throws(from({ certificates: [admin] }, true), /who calls/);
  });

  it("knows a certificate by its name, unless a token is sent", () => {
    const known = new Authenticator({ certificates: [{ ...admin, instrument: "krios" }] });
    const caller = known.identify({ commonName: "desk", isLoopback: false });
    assert.deepEqual(caller, { name: "desk", role: "admin", instrument: "krios", by: "certificate" });
    assert.throws(() => known.identify({ commonName: "desk2", isLoopback: true }), /no entry names/);
    assert.throws(
      () => known.identify({ commonName: "desk", authorization: "Bearer x", isLoopback: true }),
      /expected/,
    );
  });
});

describe("loopback", () => {
  it("is what no other machine reaches", () => {
    for (const host of ["localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]", "::ffff:127.0.0.1"]) {
      assert.ok(isLoopbackHost(host), host);
    }
    for (const host of ["0.0.0.0", "::", "10.0.0.1", "localhost.example", "127.0.0.1.example", "1127.0.0.1", ""]) {
      assert.ok(!isLoopbackHost(host), host);
    }
    assert.equal(hostOf("[::1]:50051"), "::1");
    assert.equal(hostOf("127.0.0.1:1"), "127.0.0.1");
  });
});
