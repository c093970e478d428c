import assert from "node:assert/strict";
import { join } from "node:path";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import { requireSessionData, SESSION_TABLE } from "../../support/session-data.js";
import { withTemporaryFile } from "../../support/temporary-file.js";

function openWith(table: string): void {
  const scenario = `name: no-stage
world: { kind: replay, table: ${JSON.stringify(table)} }
start: outside
budget: 60 min
latency: { kind: kinematic }
objective: { good: ctf_resolution_angstrom <= 6 }
`;
  withTemporaryFile("no-stage.yaml", scenario, (file) => openWorld(loadScenario(file)));
}

describe("checkLatency", () => {
  it("refuses 'kinematic' with the real session, which has no stage positions", function () {
    const table = join(requireSessionData(this), SESSION_TABLE);
    const message =
      /^scenario 'no-stage', table .*train\.csv: .*'kinematic' needs stage positions, which 9 squares and 60 groups lack: .* stage_x_micrometers and stage_y_micrometers; .* 'levels'$/;
    assert.throws(() => openWith(table), { name: "UserError", message });
  });

  it("takes a table with stage positions", () => {
    const columns =
      "grid,square,group,hole,stage_x_micrometers,stage_y_micrometers,predicted_ctf_resolution_angstrom,ctf_resolution_angstrom";
    withTemporaryFile("table.csv", `${columns}\ng,s,p,1,10,20,4,3\n`, openWith);
  });
});
