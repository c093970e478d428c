import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { defaultSafety } from "../../../../server/collection/core/session-safety.js";
import { loadDriverConfig } from "../../../../server/drivers/config/load-driver-config.js";
import { examine } from "../../../../server/drivers/doctor/examine.js";
import { listeningByNetstat, listeningIn, openAddresses } from "../../../../server/drivers/doctor/listening.js";
import { driverKinds } from "../../../../server/drivers/kinds/index.js";
import { DriverState } from "../../../../server/drivers/library/driver-state.js";
import { readCommandLog } from "../../../../server/microscope/command-log.js";
import { limitsSchema } from "../../../../server/safety/limits.js";
import { startTestServer, type TestServer } from "../../../support/server-in-process.js";
import { startTestMicroscope, type TestMicroscope, temporaryFolder } from "../../../support/server-microscope.js";

const HOUR = 3_600_000;

describe("the doctor of drivers", () => {
  const folder = temporaryFolder();
  const stateFile = join(folder.path, "state", "driver.sqlite");
  let server: TestServer;
  let microscope: TestMicroscope;

  before(async () => {
    const limits = limitsSchema.parse({ tilt_degrees: [-60, 60], grid_loads_per_hour: 6 });
    server = await startTestServer({ safety: { ...defaultSafety, limits }, instruments: ["test"] });
    microscope = await startTestMicroscope();
  });

  after(async () => {
    microscope.close();
    await server.close();
    folder.remove();
  });

  const commands = () => readCommandLog(microscope.folder).length;

  /** Findings of a check, as `result: what`. */
  async function findings(more: object = {}, at: string = server.address, now = Date.now, patienceSeconds = 20) {
    const file = join(folder.path, "scope.yaml");
    writeFileSync(file, stringify({ driver: { kind: "simulated", port: microscope.port }, ...more }));
    const found = await examine(
      loadDriverConfig(file, driverKinds.entries()),
      at === "none" ? undefined : at,
      now,
      patienceSeconds,
    );
    for (const { result, advice, what, check } of found) {
      assert.equal(advice === "", result === "ok" || result === "skipped", `${check}: ${what}`);
      assert.doesNotMatch(what, /undefined|NaN|\.$/);
    }
    return (check: string) =>
      found.filter((one) => one.check === check).map(({ result, what }) => `${result}: ${what}`);
  }

  it("finds a driver that could run, and begins no session", async () => {
    const of = await findings({ limits: { tilt_degrees: [-60, 60], grid_loads_per_hour: 6 } });
    assert.match(of("policy server").join(), /^ok: it answers for the instrument 'test' in \d+ ms$/);
    assert.match(of("versions").join(), /^ok: both sides are \d/);
    assert.match(of("limits").join(), /^ok: .*the server's are not wider$/);
    assert.match(of("clock skew").join(), /^ok: this machine's clock is 0\.\d s/);
    assert.match(of("state").join(), /^ok: .* GiB free,ok: no driver has run with it yet$/);
    assert.deepEqual(of("folders"), ["skipped: this configuration names no folder of movies"]);
    assert.match(of("control software").join(), /^ok: it answers: magnification/);
    assert.match(of("stage read-back").join(), /^ok: /);
    assert.deepEqual(of("firewall"), [
      "ok: the simulated microscope has no password and listens on this machine alone",
    ]);
    assert.deepEqual(server.running.store.list(), []);
  });

  it("asks no server that it was not told of", async () => {
    const of = await findings({}, "none");
    for (const check of ["policy server", "versions", "clock skew"])
      assert.match(of(check).join(), /^skipped: .*no --server/);
  });

  it("says what a driver would stumble over", async () => {
    const more = {
      limits: { tilt_degrees: [-10, 10] },
      driver: { kind: "simulated", port: microscope.port, movies: "nowhere" },
      instrument: "krios",
    };
    const of = await findings(more, server.address, () => Date.now() - HOUR);
    assert.match(of("policy server").join(), /^problem: .*there is no instrument 'krios'; expected test/);
    assert.match(of("folders").join(), /^problem: there is no folder .*nowhere \(movies\)$/);
    const known = await findings({ ...more, instrument: "test" }, server.address, () => Date.now() - HOUR);
    assert.deepEqual(known("limits"), [
      "problem: least_tilt_degrees is -60 at the server and -10 here",
      "problem: greatest_tilt_degrees is 60 at the server and 10 here",
    ]);
    assert.match(known("clock skew").join(), /^warning: this machine's clock is 3\d{3}\.\d s behind the server's$/);
  });

  it("tells a server, and a microscope, that are not there", async () => {
    const gone = await findings({ driver: { kind: "simulated", port: 1 } }, "127.0.0.1:1");
    assert.match(gone("policy server").join(), /^problem: 127\.0\.0\.1:1: .*\(UNAVAILABLE\)$/);
    assert.match(gone("control software").join(), /^problem: no microscope listens on port 1/);
    assert.match(gone("stage read-back").join(), /^problem: no microscope/);
    assert.deepEqual(gone("firewall"), ["skipped: nothing listens on port 1 of this machine"]);
  });

  it("reads whom the instrument obeys, a halt that holds, and that another driver runs", async () => {
    const state = DriverState.open(stateFile, "monday");
    state.commit(() => {
      state.facts.set("serverId", "another");
      state.facts.set("haltId", "halt-7");
    });
    const before = commands();
    const busy = await findings();
    assert.match(busy("state").join(), /warning: .*in use by another driver/);
    assert.deepEqual(busy("stage read-back"), ["skipped: whether a driver runs or a halt holds can't be told"]);
    state.close();
    const halted = await findings();
    const found = halted("state").join();
    assert.deepEqual(halted("control software"), [
      "skipped: the halt 'halt-7' holds: nothing is sent to the microscope",
    ]);
    assert.equal(commands(), before);
    assert.match(found, /warning: the halt 'halt-7' holds/);
    assert.match(found, /problem: the instrument obeys server 'another'; this one is '/);
    rmSync(dirname(stateFile), { recursive: true });
  });

  describe("firewall", () => {
    let listening: Server;

    afterEach(() => listening.close());

    async function listen(host: string): Promise<number> {
      listening = createServer();
      await new Promise<void>((resolve) => listening.listen(0, host, resolve));
      return (listening.address() as AddressInfo).port;
    }

    const temscript = (url: string) => ({ driver: { kind: "temscript", url } });

    it("warns of what listens for others, without connecting to it", async function () {
      if (process.platform !== "linux") this.skip();
      const port = await listen("0.0.0.0");
      let connections = 0;
      listening.on("connection", () => connections++);
      assert.deepEqual(await openAddresses(port), ["0.0.0.0"]);
      assert.equal(connections, 0);
      // It takes every connection and never answers.
      const of = await findings(temscript(`http://127.0.0.1:${port}`), "none", Date.now, 0.2);
      assert.deepEqual(of("control software"), ["problem: no answer within 0.2 s"]);
      assert.deepEqual(of("temscript"), ["problem: it was silent in a check before this one"]);
      assert.match(
        of("firewall").join(),
        /^warning: temscript has no password and listens for other machines, on 0\.0\.0\.0:/,
      );
      listening.closeAllConnections();
    });

    it("warns of what is asked over the network", async () => {
      await listen("127.0.0.1");
      // An address for documentation: nobody is there.
      const of = await findings(temscript("http://192.0.2.1:8080"), "none", Date.now, 0.2);
      assert.deepEqual(of("firewall"), [
        "warning: temscript has no password and is asked over the network, at 192.0.2.1:8080",
      ]);
    });
  });

  it("reads tables of what listens", () => {
    const table = [
      "  sl  local_address rem_address   st tx_queue",
      "   0: 0100007F:BEF8 00000000:0000 0A 00000000:00000000",
      "   1: 00000000:BEF8 00000000:0000 0A 00000000:00000000",
      "   2: 0100007F:BEF8 0100007F:9C40 01 00000000:00000000",
      "   3: 00000000000000000000000001000000:BEF8 00000000000000000000000000000000:0000 0A 0",
      "   4: 0000000000000000FFFF00000100007F:BEF8 00000000000000000000000000000000:0000 0A 0",
      "   5: B80D0120000000000000000001000000:BEF8 00000000000000000000000000000000:0000 0A 0",
    ].join("\n");
    assert.deepEqual(listeningIn(table, 0xbef8), [
      "127.0.0.1",
      "0.0.0.0",
      "::1",
      "::ffff:127.0.0.1",
      "2001:0db8:0000:0000:0000:0000:0000:0001",
    ]);
    assert.deepEqual(listeningIn(table, 80), []);
    const windows = [
      "  Proto  Local Address          Foreign Address        State",
      "  TCP    0.0.0.0:48888          0.0.0.0:0              LISTENING",
      "  TCP    127.0.0.1:48888        127.0.0.1:50100        ESTABLISHED",
      "  TCP    [::]:48888             [::]:0                 LISTENING",
    ].join("\r\n");
    assert.deepEqual(listeningByNetstat(windows, 48_888), ["0.0.0.0", "::"]);
    const mac = "tcp4       0      0  127.0.0.1.48888        *.*                    LISTEN\n";
    assert.deepEqual(listeningByNetstat(mac, 48_888), ["127.0.0.1"]);
  });
});
