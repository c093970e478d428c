import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { SessionServiceClient } from "../../../proto/gen/cryogym/v1alpha1/session_service.js";
import type { ExpiryNotice } from "../../../server/access/tls/certificate-expiry.js";
import { clientCredentials } from "../../../server/access/tls/client-credentials.js";
import { createToken } from "../../../server/access/tokens/manage-tokens.js";
import { CertificateAlarms } from "../../../server/notifications/certificate-alarms.js";
import { notificationsSchema } from "../../../server/notifications/settings.js";
import type { Alarm } from "../../../server/safety/alarm.js";
import { startServer } from "../../../server/server.js";
import { withFolder } from "../../support/folder-while.js";
import { silentLog } from "../../support/server-in-process.js";
import { serverOptions } from "../../support/server-options.js";
import { TestAuthority } from "../access/support/certificates.js";
import { until, WebhookServer } from "./webhook-server.js";

function notice(fingerprint: string, code: ExpiryNotice["code"] = "certificate_expiring"): ExpiryNotice {
  return { code, file: "/tls/server.pem", fingerprint, text: `${fingerprint} ends`, daysLeft: 3 };
}

describe("alarms of certificates", () => {
  it("are raised once each, and cleared when there is nothing more to say", () => {
    const heard: string[] = [];
    const tell = ({ code, severity, subject, cleared }: Alarm) =>
      heard.push(`${cleared ? "over" : severity} ${code} ${subject}`);
    const alarms = new CertificateAlarms(tell);
    const said = (notices: ExpiryNotice[]) => {
      alarms.take(notices, 0);
      return heard.splice(0);
    };
    assert.deepEqual(said([]), []);
    // The same authority may stand in two files.
    assert.deepEqual(said([notice("AA"), notice("AA")]), ["warning certificate_expiring server.pem"]);
    assert.deepEqual(said([notice("AA")]), []);
    assert.deepEqual(said([notice("AA", "certificate_expired")]), [
      "critical certificate_expired server.pem",
      "over certificate_expiring server.pem",
    ]);
    assert.deepEqual(said([notice("BB")]), [
      "warning certificate_expiring server.pem",
      "over certificate_expired server.pem",
    ]);
    assert.deepEqual(said([]), ["over certificate_expiring server.pem"]);
  });

  it("reach the webhooks of a server, can be acknowledged, and are over after a reload", () =>
    withFolder(async (folder) => {
      const authority = await TestAuthority.make(folder, "facility");
      const [dying, fresh] = [await authority.sign("localhost", 3), await authority.sign("localhost", 300)];
      const live = { certificate: join(folder, "live.pem"), key: join(folder, "live.key") };
      const put = (made: typeof dying) => {
        copyFileSync(made.certificateFile, live.certificate);
        copyFileSync(made.keyFile, live.key);
      };
      put(dying);
      const tokens = join(folder, "tokens.yaml");
      const token = createToken(tokens, { name: "ada", role: "operator" });
      const webhook = new WebhookServer();
      const notifications = notificationsSchema.parse({ webhooks: [[{ url: await webhook.start() }]] });
      const tls = { ...live, require_client_certificate: false, clients: [] };
      const options = { ...serverOptions({ data: join(folder, "data") }), tls, tokens, notifications, log: silentLog };
      const server = await startServer(options);
      const address = server.address.replace("127.0.0.1", "localhost");
      process.env.CRYOGYM_TOKEN = token;
      const line = clientCredentials(address, { ca: authority.own.certificateFile });
      const client = new SessionServiceClient(address, line.credentials, line.options);
      const acknowledge = (alarmId: string) =>
        new Promise<string>((resolve) => {
          client.acknowledgeAlarm({ sessionKey: "", alarmId }, (error) => resolve(error?.details ?? "taken"));
        });
      try {
        await until(() => webhook.bodies.length === 1);
        const [raised] = webhook.bodies as [Record<string, string>];
        const { code, severity, session, subject, cleared } = raised;
        assert.deepEqual([code, severity, session, subject], ["certificate_expiring", "warning", "", "live.pem"]);
        assert.equal(cleared, false);
        assert.match(raised.text!, /^\[warning\] policy server, certificate_expiring: .* ends in 2 days/);
        assert.match(await acknowledge("certificate_expiring-0"), /no alarm 'certificate_expiring-0' of the server/);
        assert.equal(await acknowledge(raised.id!), "taken");
        put(fresh);
        server.reload(options);
        await until(() => webhook.bodies.length === 2);
        assert.deepEqual([webhook.bodies[1]!.id, webhook.bodies[1]!.cleared], [raised.id, true]);
        server.reload(options);
      } finally {
        delete process.env.CRYOGYM_TOKEN;
        client.close();
        await server.close();
        await webhook.stop();
      }
      assert.equal(webhook.bodies.length, 2);
    }));
});
