import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type PeerCertificate } from "node:tls";
import { status } from "@grpc/grpc-js";
import { type AccessConfig, openAccess } from "../../../server/access/open-access.js";
import { receivedDetails } from "../../../server/access/rich-error.js";
import { expiryNotices } from "../../../server/access/tls/certificate-expiry.js";
import { type ClientAccess, clientCredentials } from "../../../server/access/tls/client-credentials.js";
import { readTls } from "../../../server/access/tls/tls-files.js";
import { createToken, revokeToken } from "../../../server/access/tokens/manage-tokens.js";
import { type MadeCertificate, TestAuthority } from "./support/certificates.js";
import { AnyClient, keptLog, methodNamed, places, roomy, trivialServer } from "./support/trivial-server.js";

const limits = { ...roomy, message_mebibytes: 4, sessions: 10 };
const get = methodNamed("GetSession");
const halt = methodNamed("HaltSession");

describe("TLS", () => {
  let folder: string;
  let authority: TestAuthority;
  let stranger: TestAuthority;
  let forServer: MadeCertificate;
  let desk: MadeCertificate;
  let tokens: string;
  let tokenFile: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "cryogym-tls-"));
    authority = await TestAuthority.make(folder, "facility");
    stranger = await TestAuthority.make(folder, "stranger");
    forServer = await authority.sign("server");
    desk = await authority.sign("desk");
    tokens = join(folder, "tokens.yaml");
    tokenFile = join(folder, "token.txt");
    writeFileSync(tokenFile, `${createToken(tokens, { name: "op", role: "operator" })}\n`);
  });
  after(() => rmSync(folder, { recursive: true }));

  const files = (made: MadeCertificate, more: object = {}) => ({
    certificate: made.certificateFile,
    key: made.keyFile,
    require_client_certificate: false,
    clients: [],
    ...more,
  });
  const withServer = async (
    config: AccessConfig,
    task: (served: { address: string; access: ReturnType<typeof openAccess>; log: () => string }) => Promise<void>,
  ) => {
    const { log, text } = keptLog();
    const access = openAccess(config, { places, log });
    const server = await trivialServer({ gate: access.gate, credentials: access.credentials, lingering: true });
    try {
      await task({ address: server.address, access, log: text });
    } finally {
      server.close();
      access.close();
    }
  };
  const outcome = async (address: string, given: ClientAccess, method = get) => {
    const named = address.replace("127.0.0.1", "localhost");
    const { credentials, options } = clientCredentials(named, given);
    const client = new AnyClient(named, credentials, options);
    const { code, reason } = await client.call(method, { sessionKey: "at-a" });
    client.close();
    return reason === "" ? status[code] : `${status[code]} ${reason}`;
  };

  it("lets a token in over a line that the authority vouches for, and over no other", async () => {
    await withServer({ tls: files(forServer), tokens, limits }, async ({ address, log }) => {
      const ca = authority.own.certificateFile;
      assert.equal(await outcome(address, { ca, token: tokenFile }, halt), "OK");
      assert.equal(await outcome(address, { ca }), "UNAUTHENTICATED CREDENTIALS_MISSING");
      assert.equal(await outcome(address, { ca: stranger.own.certificateFile, token: tokenFile }), "UNAVAILABLE");
      assert.equal(await outcome(address, { token: tokenFile }), "UNAVAILABLE");
      assert.ok(!log().includes(readFileSync(tokenFile, "utf8").trim()));
    });
  });

  it("knows clients by their certificates, those of the authority alone", async () => {
    const clients = [{ common_name: "desk", role: "viewer" as const, instrument: "a" }];
    const tls = files(forServer, { client_ca: authority.own.certificateFile, clients });
    const ca = authority.own.certificateFile;
    const shown = ({ certificateFile: cert, keyFile: key }: MadeCertificate) => ({ ca, cert, key });
    const [other, forged] = [await authority.sign("other"), await stranger.sign("desk")];
    const ended = await authority.sign("desk", -1);
    await withServer({ tls, tokens, limits }, async ({ address }) => {
      assert.equal(await outcome(address, shown(desk)), "OK");
      assert.equal(await outcome(address, shown(desk), halt), "PERMISSION_DENIED ROLE_MAY_NOT");
      assert.equal(await outcome(address, { ...shown(desk), token: tokenFile }, halt), "OK");
      assert.equal(await outcome(address, shown(other)), "UNAUTHENTICATED CERTIFICATE_UNKNOWN");
      assert.equal(await outcome(address, shown(forged)), "UNAUTHENTICATED CREDENTIALS_MISSING");
      assert.equal(await outcome(address, shown(ended)), "UNAUTHENTICATED CREDENTIALS_MISSING");
    });
    const strict = { ...tls, require_client_certificate: true };
    await withServer({ tls: strict, tokens, limits }, async ({ address }) => {
      assert.equal(await outcome(address, shown(desk)), "OK");
      assert.equal(await outcome(address, shown(forged)), "UNAVAILABLE");
      assert.equal(await outcome(address, { ca, token: tokenFile }), "UNAVAILABLE");
    });
  });

  it("takes new certificates, tokens and limits while it listens, all or nothing", async () => {
    const live = { certificateFile: join(folder, "live.pem"), keyFile: join(folder, "live.key") };
    const put = (made: MadeCertificate) => {
      copyFileSync(made.certificateFile, live.certificateFile);
      copyFileSync(made.keyFile, live.keyFile);
    };
    put(forServer);
    const next = await authority.sign("server-next");
    const ca = authority.own.certificateFile;
    const config = { tls: files({ ...forServer, ...live }), tokens, limits };
    await withServer(config, async ({ address, access }) => {
      assert.equal((await shownBy(address, ca)).subject.CN, "server");
      const heard: string[] = [];
      access.onCertificates(({ certificates }) => heard.push(certificates[0]!.certificate.subject));
      put(next);
      createToken(tokens, { name: "second", role: "admin" });
      access.reload(config);
      assert.equal((await shownBy(address, ca)).subject.CN, "server-next");
      assert.deepEqual(heard, ["CN=server-next"]);

      copyFileSync(forServer.keyFile, live.keyFile);
      assert.throws(
        () => access.reload({ ...config, limits: { ...limits, requests_per_minute: 1 } }),
        /not the key of/,
      );
      assert.equal((await shownBy(address, ca)).subject.CN, "server-next");
      for (let i = 0; i < 3; i++) assert.equal(await outcome(address, { ca, token: tokenFile }), "OK");

      put(next);
      const line = clientCredentials(address.replace("127.0.0.1", "localhost"), { ca, token: tokenFile });
      const client = new AnyClient(address.replace("127.0.0.1", "localhost"), line.credentials, line.options);
      const watching = client.openReadable(methodNamed("WatchSession"));
      await new Promise((resolve) => watching.stream.once("data", resolve));
      access.reload(config);
      revokeToken(tokens, "op");
      assert.equal(await outcome(address, { ca, token: tokenFile }), "OK");
      assert.equal(access.gate.openStreams("op"), 1);
      access.reload(config);
      assert.equal(receivedDetails(await watching.ended)?.reason, "NOT_KNOWN_ANY_MORE");
      assert.equal(access.gate.openStreams("op"), 0);
      client.close();
      assert.equal(await outcome(address, { ca, token: tokenFile }), "UNAUTHENTICATED TOKEN_REVOKED");
      assert.throws(() => access.reload({ tokens, limits }), /only when the server is started anew/);
    });
  });

  it("warns in the last month of a certificate and alarms afterwards", async () => {
    const notices = (days: number, at = Date.now()) =>
      authority.sign(`in-${days}`, days).then((made) => expiryNotices(readTls(files(made)), at));
    assert.deepEqual(await notices(40), []);
    const [soon] = await notices(12.5);
    assert.equal(soon?.code, "certificate_expiring");
    assert.match(soon?.text ?? "", /CN=in-12\.5 in .*in-12\.5-\d+\.pem ends in 12 days/);
    assert.equal((await notices(-2))[0]?.code, "certificate_expired");
    const dying = await authority.sign("dying", 3);
    await withServer({ tls: files(dying), tokens, limits }, async ({ log }) => {
      assert.match(log(), /"code":"certificate_expiring"/);
    });
  });

  it("says which file is wrong", async () => {
    const wrong: [object, RegExp][] = [
      [{ certificate: "/none.pem" }, /can't read \/none\.pem/],
      [{ certificate: desk.keyFile }, /no certificate in PEM form/],
      [{ key: desk.certificateFile }, /no private key/],
      [{ key: desk.keyFile }, /is not the key of/],
      [{ client_ca: desk.keyFile }, /no certificate in PEM form/],
    ];
    for (const [more, expected] of wrong) assert.throws(() => readTls(files(forServer, more)), expected);
  });

  it("sends no token in the clear over a network", () => {
    assert.throws(() => clientCredentials("policy.example:50051", { token: tokenFile }), /in the clear/);
    assert.doesNotThrow(() => clientCredentials("localhost:50051", { token: tokenFile }));
    assert.doesNotThrow(() => clientCredentials("policy.example:50051", { tls: true, token: tokenFile }));
    assert.throws(() => clientCredentials("localhost:1", { cert: desk.certificateFile }), /go together/);
    assert.throws(() => clientCredentials("localhost:1", { token: "/none" }), /can't read \/none/);
  });
});

/** The certificate that a server shows. */
function shownBy(address: string, ca: string): Promise<PeerCertificate> {
  const port = Number(address.split(":")[1]);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, ca: readFileSync(ca), ALPNProtocols: ["h2"] }, () => {
      resolve(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.on("error", reject);
  });
}
