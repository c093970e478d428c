import assert from "node:assert/strict";
import { status } from "@grpc/grpc-js";
import pino from "pino";
import type { DriveRequest } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { ShotState } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { DriverState } from "../../../server/drivers/library/driver-state.js";
import { type DriverBench, driverBench } from "../../support/server-drive.js";
import { RecordingInstrument } from "../../support/server-instrument.js";
import { acquireDirective, directive } from "../../support/server-scripted-server.js";
import { until } from "../../support/server-wait.js";

const plan = () => [
  directive("l", { $case: "loadGrid", loadGrid: { targetId: "1" } }),
  directive("s", { $case: "goToSquare", goToSquare: { targetId: "1.1" } }),
  directive("g", { $case: "goToGroup", goToGroup: { targetId: "1.1.1" } }),
  acquireDirective("a", "1.1.1", ["1.1.1.1", "1.1.1.2", "1.1.1.3"]),
  directive("end", { $case: "finish", finish: {} }),
];

describe("a driver's exchange with its server", () => {
  let bench: DriverBench;

  afterEach(() => bench.close());

  it("says the same over unary calls as over a stream", async () => {
    const said: unknown[] = [];
    for (const transport of ["stream", "exchange"] as const) {
      bench = await driverBench({ directives: plan() });
      const instrument = new RecordingInstrument();
      const driven = bench.drive(instrument, { transport });
      await bench.heard("directiveCompleted", 5);
      if (transport === "stream") bench.server.end();
      assert.equal(await driven, "finished");
      assert.deepEqual(bench.server.violations, []);
      assert.deepEqual(instrument.shots(), ["a-01", "a-02", "a-03"]);
      said.push(bench.server.heard);
      if (transport === "stream") bench.close();
    }
    assert.deepEqual(said[1], said[0]);
  });

  it("hears of a halt in the middle of a unary call's wait", async () => {
    bench = await driverBench();
    const driven = bench.drive(new RecordingInstrument(), { transport: "exchange" });
    await bench.heard("surveyed");
    bench.server.send({ $case: "halt", halt: { haltId: "h", reason: "smoke" } });
    await bench.heard("halted");
    bench.server.send({ $case: "resume", resume: { haltId: "h" } });
    await bench.heard("resumed");
    bench.server.send({ $case: "directive", directive: directive("end", { $case: "finish", finish: {} }) });
    assert.equal(await driven, "finished");
  });

  it("sends what was not acknowledged again, with its number, under the new epoch", async () => {
    bench = await driverBench({ directives: plan() });
    const { server } = bench;
    const instrument = new RecordingInstrument(({ shotId }) => shotId === "a-02");
    const driven = bench.drive(instrument);
    await instrument.holding();
    server.options.acknowledges = false;
    instrument.release();
    await bench.heard("directiveCompleted", 4);
    const before = server.requests.length;
    server.options.acknowledges = true;
    server.cut();
    await bench.heard("directiveCompleted", 5);
    server.end();
    assert.equal(await driven, "finished");
    assert.deepEqual(server.violations, []);
    const first = (requests: DriveRequest[]) =>
      new Map(requests.filter(({ seq }) => seq > 0).map((one) => [one.seq, one]));
    const [early, late] = [first(server.requests.slice(0, before)), first(server.requests.slice(before))];
    const again = [...late].filter(([seq]) => early.has(seq));
    assert.ok(again.length >= 4, `only ${again.length} messages came again`);
    for (const [seq, { message, epoch }] of again) {
      assert.deepEqual(message, early.get(seq)!.message);
      assert.equal(epoch, 2);
    }
    assert.deepEqual(instrument.shots(), ["a-01", "a-02", "a-03"]);
  });

  it("keeps what was not acknowledged over a restart, and numbers run on", async () => {
    bench = await driverBench({ directives: plan().slice(0, 4), acknowledges: false });
    const { server } = bench;
    const first = new RecordingInstrument();
    const driven = bench.drive(first, { reconnectForSeconds: 0 });
    await bench.heard("directiveCompleted", 4);
    const said = server.heard.slice(1);
    server.cut();
    server.close();
    await assert.rejects(driven, /can't be reached/);
    // Its last act was the safe state, which is no message.
    const state = DriverState.open(bench.stateFile, "bench");
    const kept = state.messages.unacknowledged();
    assert.deepEqual(
      kept.map(({ seq, message }) => ({ seq, message })),
      said.map((message, i) => ({ seq: i + 1, message })),
    );
    assert.ok(kept.every(({ observedAtUnixMilliseconds, epoch }) => observedAtUnixMilliseconds > 0 && epoch === 0));
    state.close();
  });

  it("says that a shot is started before the microscope hears of it", async () => {
    bench = await driverBench({ directives: plan() });
    const instrument = new RecordingInstrument(({ name }) => name === "expose");
    const driven = bench.drive(instrument);
    for (const id of ["a-01", "a-02", "a-03"]) {
      await instrument.holding();
      await until("the report", () => bench.server.shots().at(-1) === `${id} ${ShotState.STARTED}`);
      instrument.release();
    }
    await bench.heard("directiveCompleted", 5);
    bench.server.end();
    assert.equal(await driven, "finished");
  });

  it("finishes its directive into the outbox while the server is gone", async () => {
    bench = await driverBench({ directives: plan() });
    const { server } = bench;
    const instrument = new RecordingInstrument(({ shotId }) => shotId === "a-01");
    const driven = bench.drive(instrument);
    await instrument.holding();
    server.options.acknowledges = false;
    server.cut();
    instrument.release();
    server.options.acknowledges = true;
    await bench.heard("directiveCompleted", 5);
    server.end();
    assert.equal(await driven, "finished");
    assert.equal(server.shots().at(-1), `a-03 ${ShotState.DONE}`);
    assert.ok(server.hellos[1]!.directiveId === "a" || server.hellos[1]!.directiveId === "");
    assert.deepEqual(server.violations, []);
  });

  it("begins nothing more once it is refused, and settles the rest when it is started anew", async () => {
    bench = await driverBench({ directives: plan() });
    const { server } = bench;
    const instrument = new RecordingInstrument(({ shotId }) => shotId === "a-02");
    let log = "";
    const keep = (line: string) => {
      log += line;
    };
    const driven = bench.drive(instrument, { log: pino({ level: "error" }, { write: keep }) });
    await instrument.holding();
    server.cut(status.FAILED_PRECONDITION);
    await until("the refusal to be heard", () => log.includes("refused"));
    instrument.release();
    await assert.rejects(driven, { name: "UserError", message: "the policy server refused: cut" });
    assert.deepEqual(instrument.shots(), ["a-01", "a-02"]);
    const second = new RecordingInstrument();
    const again = bench.drive(second);
    await bench.heard("directiveFailed");
    const ends = server.shots().filter((shot) => !shot.endsWith(` ${ShotState.STARTED}`));
    const { DONE, DROPPED } = ShotState;
    assert.deepEqual(ends, [`a-01 ${DONE}`, `a-02 ${DONE}`, `a-03 ${DROPPED}`]);
    await bench.heard("directiveCompleted", 4);
    server.end();
    assert.equal(await again, "finished");
    assert.deepEqual(second.shots(), []);
  });

  it("says when things were observed, by both clocks, and that it is alive", async () => {
    bench = await driverBench({ directives: plan() });
    const { server } = bench;
    const driven = bench.drive(new RecordingInstrument(), { heartbeatSeconds: 0.01 });
    await bench.heard("directiveCompleted", 5);
    server.end();
    await driven;
    const numbered = server.requests.filter(({ seq }) => seq > 0);
    for (const { observedAtUnixMilliseconds: at } of numbered) assert.ok(Math.abs(at - Date.now()) < 60_000);
    const seconds = numbered.map(({ instrumentSeconds }) => instrumentSeconds);
    assert.deepEqual(
      seconds,
      [...seconds].sort((a, b) => a - b),
    );
    assert.equal(seconds.at(-1), 120 + 240 + 60 + 3 * 60);
  });

  it("lets two drivers share no state, and no session another's", async () => {
    bench = await driverBench({ acknowledges: false });
    const state = DriverState.open(bench.stateFile, "bench");
    assert.throws(() => DriverState.open(bench.stateFile, "bench"), /in use by another driver/);
    state.commit(() => state.messages.say({ $case: "position", position: { targetId: "" } } as never, 0, 0));
    state.close();
    assert.throws(() => DriverState.open(bench.stateFile, "other"), /1 messages .* session 'bench'.*--session bench/);
    DriverState.open(bench.stateFile, "bench").close();
  });
});
