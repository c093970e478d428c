import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { ShotState } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { readCommandLog } from "../../../server/microscope/command-log.js";
import { readLedger } from "../../../server/microscope/ledger.js";
import { type DriverProcesses, startDriverProcesses } from "../../support/server-driver-process.js";
import { acquireDirective, directive } from "../../support/server-scripted-server.js";
import { until } from "../../support/server-wait.js";

/** An exposure takes some 130 ms of real time at this speed. */
const SPEED = 150;
const SILENCE_MILLISECONDS = 500;

describe("a halt in the middle of a shot, and a driver that is killed then", function () {
  this.timeout(60_000);
  let processes: DriverProcesses;

  beforeEach(async () => {
    processes = await startDriverProcesses(SPEED);
    const { server } = processes;
    await processes.start();
    await until("the survey", () => server.of("surveyed").length > 0, 30_000);
  });

  afterEach(() => processes.close());

  it("sends nothing to the microscope until an operator resumes that very halt", async () => {
    const { server, folder } = processes;
    const { group, holes } = processes.groups(8)[0]!;
    const to = { targetId: group.id };
    server.options.directives.push(directive("g", { $case: "goToGroup", goToGroup: to }));
    server.options.directives.push(
      acquireDirective(
        "a",
        group.id,
        holes.slice(0, 8).map(({ id }) => id),
      ),
    );
    server.next();
    await until("the third shot", () => server.shots().includes(`a-03 ${ShotState.STARTED}`), 30_000);
    await until("its command", () => readCommandLog(folder).at(-1)!.line.includes("a-03"));
    server.send({ $case: "halt", halt: { reason: "smoke", haltId: "h" } });
    await sleep(30);
    await processes.kill();
    const commands = readCommandLog(folder).length;
    await processes.start();
    await until("the halt to be obeyed", () => server.of("halted").length > 0, 30_000);
    assert.equal(server.hellos.at(-1)!.haltId, "h");
    server.send({ $case: "directive", directive: directive("early", { $case: "goToGroup", goToGroup: to }) });
    server.send({ $case: "reconcile", reconcile: { directiveId: "a" } });
    server.send({ $case: "resume", resume: { haltId: "another" } });
    await until("an answer", () => server.of("reconciled").length > 0);
    await sleep(SILENCE_MILLISECONDS);
    assert.equal(readCommandLog(folder).length, commands, "something was sent to the microscope");
    assert.deepEqual(server.of("resumed"), []);
    assert.equal(server.of("directiveRejected").length, 1);
    await processes.kill();
    await processes.start();
    await until("another hello", () => server.hellos.length === 3, 30_000);
    await sleep(SILENCE_MILLISECONDS);
    assert.equal(readCommandLog(folder).length, commands, "something was sent to the microscope");
    server.send({ $case: "resume", resume: { haltId: "h" } });
    await until("the halt's end", () => server.of("resumed").length > 0);
    assert.deepEqual(server.of("resumed")[0]!.resumed, { haltId: "h" });
    assert.deepEqual(server.of("halted"), [{ $case: "halted", halted: { directiveId: "a", haltId: "h" } }]);
    const [third] = server
      .shots()
      .filter((shot) => shot.startsWith("a-03"))
      .slice(-1);
    assert.equal(third, `a-03 ${ShotState.DONE}`);
    const dropped = server.shots().filter((shot) => shot.endsWith(` ${ShotState.DROPPED}`));
    assert.deepEqual(
      dropped,
      [4, 5, 6, 7, 8].map((n) => `a-0${n} ${ShotState.DROPPED}`),
    );
    assert.deepEqual(
      readLedger(folder).map(({ shotId }) => shotId),
      ["a-01", "a-02", "a-03"],
    );
    server.send({ $case: "directive", directive: directive("end", { $case: "finish", finish: {} }) });
    assert.equal(await processes.driver().ended, 0, processes.driver().messages());
    assert.ok(readCommandLog(folder).length > commands);
    assert.deepEqual(server.violations, []);
  });
});
