import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { RandomStream } from "../../../env/random/random-stream.js";
import { type Directive, ShotState } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { readCommandLog } from "../../../server/microscope/command-log.js";
import { readLedger } from "../../../server/microscope/ledger.js";
import { type DriverProcesses, startDriverProcesses } from "../../support/server-driver-process.js";
import { acquireDirective, directive } from "../../support/server-scripted-server.js";
import { until } from "../../support/server-wait.js";

const KILLS = 10;
const MOST_MILLISECONDS = 50;
/** An exposure takes some 25 ms of real time at this speed. */
const SPEED = 800;
const PATIENCE_MILLISECONDS = 30_000;

/** Directives to each of some groups, to expose eight holes each, and to finish. */
function plan(processes: DriverProcesses, groups: number): Directive[] {
  const directives: Directive[] = [];
  for (const [i, { group, square, holes }] of processes.groups(8).slice(0, groups).entries()) {
    const to = (id: string) => ({ targetId: id });
    directives.push(directive(`s${i}`, { $case: "goToSquare", goToSquare: to(square.id) }));
    directives.push(directive(`g${i}`, { $case: "goToGroup", goToGroup: to(group.id) }));
    const ids = holes.slice(0, 8).map(({ id }) => id);
    directives.push(acquireDirective(`a${i}`, group.id, ids));
  }
  return [...directives, directive("end", { $case: "finish", finish: {} })];
}

describe("a driver that is killed", function () {
  this.timeout(120_000);
  let processes: DriverProcesses;

  before(async () => {
    processes = await startDriverProcesses(SPEED);
    const { server } = processes;
    const random = new RandomStream(11);
    await processes.start();
    await until("the survey", () => server.of("surveyed").length > 0, PATIENCE_MILLISECONDS);
    server.options.directives.push(...plan(processes, 40));
    server.next();
    const started = () => server.of("shot").filter(({ shot }) => shot.state === ShotState.STARTED).length;
    for (let kill = 0; kill < KILLS; kill++) {
      const before = started();
      const isOver = () =>
        server.of("directiveCompleted").some((said) => said.directiveCompleted.directiveId === "end");
      await until("a shot", () => started() > before || isOver(), PATIENCE_MILLISECONDS);
      assert.ok(!isOver(), "the session was over before the driver was killed often enough");
      await sleep(random.integer(MOST_MILLISECONDS));
      await processes.kill();
      // What was on its way to the server is lost now and then.
      if (kill % 3 === 0) server.cut();
      await processes.start();
    }
    await until("the driver's last welcome", () => server.hellos.length > KILLS, PATIENCE_MILLISECONDS);
    const hellos = server.hellos.length;
    assert.equal(hellos, KILLS + 1);
    const settled = server.hellos.at(-1)!.directiveId;
    const ended = () =>
      server.of("directiveCompleted").some((said) => said.directiveCompleted.directiveId === settled) ||
      server.of("directiveFailed").some((said) => said.directiveFailed.directiveId === settled);
    await until("the last directive to be settled", () => settled === "" || ended(), PATIENCE_MILLISECONDS);
    const rest = server.options.directives.splice(0).at(-1)!;
    await until(
      "the directive after it to end",
      () => server.shots().length > 0 && idle(processes),
      PATIENCE_MILLISECONDS,
    );
    server.send({ $case: "directive", directive: rest });
    assert.equal(await processes.driver().ended, 0, processes.driver().messages());
  });

  after(() => processes.close());

  it("exposes no shot id twice, whatever the microscope would do", () => {
    const ids = readLedger(processes.folder).map(({ shotId }) => shotId);
    assert.ok(ids.length >= KILLS, `only ${ids.length} exposures`);
    assert.equal(new Set(ids).size, ids.length);
    const asked = readCommandLog(processes.folder).filter(({ command }) => command === "expose");
    assert.equal(new Set(asked.map(({ line }) => JSON.parse(line).shotId)).size, asked.length);
  });

  it("reports every exposure once, and none that was not made", () => {
    const ledger = new Set(readLedger(processes.folder).map(({ shotId }) => shotId));
    const finals = new Map<string, ShotState>();
    for (const { shot } of processes.server.of("shot")) {
      if (shot.state === ShotState.STARTED) continue;
      assert.ok(!finals.has(shot.shotId), `${shot.shotId} ended twice`);
      finals.set(shot.shotId, shot.state);
    }
    for (const id of ledger) assert.ok([ShotState.DONE, ShotState.UNKNOWN].includes(finals.get(id)!), id);
    for (const [id, state] of finals) assert.equal(state === ShotState.DONE && !ledger.has(id), false, id);
    const unknown = [...finals.values()].filter((state) => state === ShotState.UNKNOWN).length;
    assert.equal(unknown, 0, "the folder can be reached and the microscope becomes idle, so all can be told");
  });

  it("accounts for everything that it was told to do", () => {
    const { server } = processes;
    const acknowledged = server.of("directiveAcknowledged").map((said) => said.directiveAcknowledged.directiveId);
    const ended = [
      ...server.of("directiveCompleted").map((said) => said.directiveCompleted.directiveId),
      ...server.of("directiveFailed").map((said) => said.directiveFailed.directiveId),
    ];
    assert.deepEqual(ended.sort(), acknowledged.sort());
    const started = server.of("shot").filter(({ shot }) => shot.state === ShotState.STARTED);
    const finals = server.of("shot").filter(({ shot }) => shot.state !== ShotState.STARTED);
    for (const { shot } of started)
      assert.ok(
        finals.some((final) => final.shot.shotId === shot.shotId),
        shot.shotId,
      );
    assert.deepEqual(server.violations, []);
  });
});

function idle({ server }: DriverProcesses): boolean {
  const begun = server.of("directiveAcknowledged").length;
  return begun === server.of("directiveCompleted").length + server.of("directiveFailed").length;
}
