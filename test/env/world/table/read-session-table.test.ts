import assert from "node:assert/strict";
import { join } from "node:path";
import { LocatedError, UserError } from "../../../../env/errors.js";
import { readSessionTable } from "../../../../env/world/table/read-session-table.js";
import { requireSessionData, SESSION_TABLE } from "../../../support/session-data.js";
import { withTemporaryFile } from "../../../support/temporary-file.js";

const header = "grid,square,group,hole,x_px,y_px,ctf_resolution_angstrom";
const row = "g,s,p,1,-410.1,22,3.4";
const feature = "predicted_ctf_resolution_angstrom";

function read(text: string, features: readonly string[] = []) {
  return withTemporaryFile("table.csv", text, (file) => readSessionTable(file, features));
}

/** Asserts that a table is refused at `line:column` with a message. */
function refuses(text: string, place: string, message: RegExp, features: readonly string[] = []): void {
  withTemporaryFile("table.csv", text, (file) => {
    assert.throws(
      () => readSessionTable(file, features),
      (error: unknown) => {
        assert.ok(error instanceof LocatedError);
        assert.equal(error.message, `${file}:${place}: ${error.problem}`);
        assert.match(error.problem, message);
        return true;
      },
    );
  });
}

describe("readSessionTable", () => {
  it("reads names, numbers, and what is missing", () => {
    const { rows } = read(`${header},${feature},operator\n g ,s,p,1,-410.1,2e1,3.4,4.25,Ann\ng,s,p,2,0,0,,,Bo\n`, [
      feature,
    ]);
    assert.deepEqual(rows, [
      {
        grid: "g",
        square: "s",
        group: "p",
        hole: "1",
        xPixels: -410.1,
        yPixels: 20,
        stageXMicrometers: Number.NaN,
        stageYMicrometers: Number.NaN,
        features: { [feature]: 4.25 },
        ctfResolutionAngstrom: 3.4,
      },
      {
        grid: "g",
        square: "s",
        group: "p",
        hole: "2",
        xPixels: 0,
        yPixels: 0,
        stageXMicrometers: Number.NaN,
        stageYMicrometers: Number.NaN,
        features: { [feature]: Number.NaN },
        ctfResolutionAngstrom: Number.NaN,
      },
    ]);
  });

  it("reads columns in any order, stage positions among them", () => {
    const columns = "hole,stage_y_micrometers,stage_x_micrometers,ctf_resolution_angstrom,y_px,x_px,group,square,grid";
    const [first] = read(`${columns}\n1,-7.5,8,3.4,22,11,p,s,g\n`).rows;
    assert.equal(first?.stageXMicrometers, 8);
    assert.equal(first?.stageYMicrometers, -7.5);
    assert.deepEqual([first?.grid, first?.hole, first?.xPixels], ["g", "1", 11]);
  });

  it("reads CRLF, a byte order mark, blank lines and quoted fields", () => {
    const [first, second] = read(`\ufeff${header}\r\n\r\n"g, ""left""\r\nhalf",s,p,1,1,2,3\r\n\r\n${row}`).rows;
    assert.equal(first?.grid, 'g, "left"\nhalf');
    assert.equal(first?.ctfResolutionAngstrom, 3);
    assert.equal(second?.grid, "g");
  });

  it("keeps holes of the same name in different groups", () => {
    assert.equal(read(`${header}\ng,s,p,1,0,0,3\ng,s,q,1,0,0,3\ng,t,p,1,0,0,3\nh,s,p,1,0,0,3\n`).rows.length, 4);
  });

  it("reads the real session", function () {
    const folder = requireSessionData(this);
    const { rows } = readSessionTable(join(folder, SESSION_TABLE), [feature]);
    assert.equal(rows.length, 1197);
    assert.equal(new Set(rows.map(({ square }) => square)).size, 9);
    assert.equal(new Set(rows.map(({ group }) => group)).size, 60);
  });

  it("reads every feature that is there, asked for or not, and leaves out those that are not", () => {
    const columns = "square_mean_intensity,contamination,center_offset_micrometers";
    const [first] = read(`${header},${columns}\n${row},0.7,,0.4\n`).rows;
    assert.deepEqual(first?.features, {
      square_mean_intensity: 0.7,
      contamination: Number.NaN,
      center_offset_micrometers: 0.4,
    });
  });

  it("reads what an exposure showed, and where group and square stand", () => {
    const outcome = "status,ice_thickness_nanometers,particle_count,ctf_confidence,acquired_at,surveyed";
    const stage =
      "group_stage_x_micrometers,group_stage_y_micrometers,square_stage_x_micrometers,square_stage_y_micrometers";
    const text = `${header},${outcome},${stage}\n${row},measured,41.5,120,0.9,2021-03-03 21:09:28,atlas,1,2,3,4\n`;
    const [first] = read(text).rows;
    assert.equal(first?.status, "measured");
    assert.equal(first?.iceThicknessNanometers, 41.5);
    assert.equal(first?.particleCount, 120);
    assert.equal(first?.ctfConfidence, 0.9);
    assert.equal(first?.acquiredAt, "2021-03-03 21:09:28");
    assert.equal(first?.surveyed, "atlas");
    assert.deepEqual(
      [first?.groupStage, first?.squareStage],
      [
        [1, 2],
        [3, 4],
      ],
    );
  });

  it("reads positions, and holes that only the stage has placed", () => {
    const columns = "grid,square,group,hole,position,stage_x_micrometers,stage_y_micrometers,ctf_resolution_angstrom";
    const { rows } = read(`${columns}\ng,s,p,1,a,1,2,3\ng,s,p,1,b,1,3,4\n`);
    assert.deepEqual(
      rows.map(({ position, xPixels }) => [position, xPixels]),
      [
        ["a", Number.NaN],
        ["b", Number.NaN],
      ],
    );
    refuses(
      `${columns}\ng,s,p,1,a,1,2,3\ng,s,p,1,a,1,3,4\n`,
      "3:9",
      /^position 'a' of hole '1' is in the table already/,
    );
    refuses(`${columns}\ng,s,p,1,,1,2,3\n`, "2:9", /^column 'position' is empty/);
    refuses(`${columns}\ng,s,p,1,a,,2,3\n`, "2:11", /^column 'stage_x_micrometers' is ''; expected a finite number/);
  });

  it("refuses a misspelt word, with the nearest one", () => {
    const message =
      /^column 'status' is 'measurd'; expected one of unexposed, pending, spent, failed, measured .* 'measured'\?$/;
    refuses(`${header},status\n${row},measurd\n`, "2:23", message);
    refuses(`${header},status\n${row},\n`, "2:23", /^column 'status' is ''; expected one of/);
    refuses(
      `${header},surveyed\n${row},true\n`,
      "2:23",
      /^column 'surveyed' is 'true'; expected one of yes, atlas, no/,
    );
  });

  it("refuses a status that its outcome contradicts", () => {
    const table = (status: string, ctf: string, ice = "") =>
      `${header},ice_thickness_nanometers,status\ng,s,p,1,1,2,${ctf},${ice},${status}\n`;
    refuses(
      table("measured", ""),
      "2:13",
      /^status 'measured' contradicts column 'ctf_resolution_angstrom', which is ''/,
    );
    refuses(table("failed", "4"), "2:13", /^status 'failed' contradicts .* is '4'; expected it empty, or the status m/);
    refuses(table("pending", "4"), "2:13", /^status 'pending' contradicts .* is unknown$/);
    refuses(table("unexposed", "", "30"), "2:14", /^status 'unexposed' contradicts column 'ice_thickness_nanometers'/);
    for (const text of [table("measured", "4", "30"), table("failed", "", "30"), table("pending", "")]) {
      assert.equal(read(text).rows.length, 1);
    }
  });

  it("refuses rows of one target that disagree about it", () => {
    const square = `${header},square_mean_intensity\n${row},0.7\ng,s,q,1,0,0,3,0.70\ng,t,q,1,0,0,3,0.2\n`;
    assert.equal(read(square).rows.length, 3);
    refuses(
      `${square}g,s,q,2,0,0,3,0.6\n`,
      "5:15",
      /^column 'square_mean_intensity' is '0.6', but '0.7' in line 2; expected the same on all rows of square 's'$/,
    );
    refuses(`${header},square_mean_intensity\n${row},0.7\ng,s,q,1,0,0,3,\n`, "3:15", /is '', but '0.7' in line 2/);
    const group = `${header},group_stage_x_micrometers,group_stage_y_micrometers\n${row},1,2\n`;
    refuses(`${group}g,s,p,2,0,0,3,1,2.5\n`, "3:17", /^column 'group_stage_y_micrometers' is '2.5', .* group 'p'$/);
    const hole = "grid,square,group,hole,position,x_px,y_px,ctf_resolution_angstrom,contamination\n";
    refuses(`${hole}g,s,p,1,a,0,0,3,0.1\ng,s,p,1,b,0,0,3,0.2\n`, "3:17", /'contamination' is '0.2', .* hole '1'$/);
    refuses(`${header},surveyed\n${row},yes\ng,s,q,1,0,0,3,no\n`, "3:15", /'surveyed' is 'no', but 'yes' in line 2/);
  });

  it("needs stage positions, not names, of groups that are formed", () => {
    const ungrouped = (text: string) =>
      withTemporaryFile("table.csv", text, (file) => readSessionTable(file, [], { ungrouped: true }));
    const columns = "grid,square,hole,stage_x_micrometers,stage_y_micrometers,ctf_resolution_angstrom";
    assert.equal(ungrouped(`${columns}\ng,s,1,0,0,3\ng,s,2,1,0,3\n`).rows.length, 2);
    assert.throws(() => ungrouped(`${columns}\ng,s,1,0,0,3\ng,s,1,1,0,3\n`), /hole '1' of square 's' is in the table/);
    assert.throws(() => ungrouped(`${header}\n${row}\n`), /csv:1:1: forming groups needs the columns stage_x_micro/);
  });

  it("refuses a lacking column, with the nearest word", () => {
    const text = `${header.replace("hole", "holes")}\n${row}\n`;
    refuses(
      text,
      "1:1",
      /^the table lacks the column 'hole' \(the hole's name\); it has grid, .*\. Is 'holes' meant to be it\?$/,
    );
  });

  it("refuses a lacking feature and says what to do", () => {
    const message = new RegExp(`lacks the column '${feature}' .* name it in the scenario's 'world.hide'\\.$`);
    refuses(`${header}\n${row}\n`, "1:1", message, [feature]);
  });

  it("refuses what is no finite number, where it stands", () => {
    refuses(
      `${header}\n${row}\ng,s,p,2,1,two,3\n`,
      "3:11",
      /^column 'y_px' is 'two'; expected a finite number \(the hole's place/,
    );
    refuses(`${header}\ng,s,p,1,1,2,Infinity\n`, "2:13", /^column 'ctf_resolution_angstrom' is 'Infinity'/);
    refuses(`${header}\ng,s,p,1,,2,3\n`, "2:9", /^column 'x_px' is ''; expected a finite number/);
    refuses(`${header},${feature}\n${row},good\n`, "2:23", /^column 'predicted_ctf.* is 'good'.*\(a feature/);
    refuses(`${header},particle_count\n${row},-1\n`, "2:23", /'particle_count' is '-1'; expected a number at least 0/);
    refuses(`${header},ctf_confidence\n${row},high\n`, "2:23", /^column 'ctf_confidence' is 'high'/);
  });

  it("refuses a resolution that can't be, and half a stage position", () => {
    refuses(
      `${header}\ng,s,p,1,1,2,0\n`,
      "2:13",
      /^column 'ctf_resolution_angstrom' is '0'; expected a number above 0/,
    );
    refuses(`${header}\ng,s,p,1,1,2,-4\n`, "2:13", /is '-4'; expected a number above 0/);
    refuses(
      `${header},stage_x_micrometers\n${row},5\n`,
      "1:1",
      /^only one of stage_x_micrometers and stage_y_micrometers/,
    );
  });

  it("finds the place behind quotes, line breaks, blank lines and CRLF", () => {
    refuses(`${header}\n"g, ""left""",s,p,1,1,x,3\n`, "2:23", /'y_px' is 'x'/);
    refuses(`${header}\n"g\nh",s,p,1,1,2,3\ng,s,p,1,1,x,3\n`, "4:11", /'y_px' is 'x'/);
    refuses(`${header}\n\n${row}\n\n\ng,s,p,2,1,x,3\n`, "6:11", /'y_px' is 'x'/);
    refuses(`${header}\r\n"g\r\nh",s,p,1,1,2,3\r\n\r\ng,s,p,1,1,x,3\r\n`, "5:11", /'y_px' is 'x'/);
  });

  it("refuses an empty name", () => {
    refuses(`${header}\ng, ,p,1,1,2,3\n`, "2:3", /^column 'square' is empty; expected the square's name$/);
    refuses(`${header}\ng,s,p,"",1,2,3\n`, "2:7", /^column 'hole' is empty/);
  });

  it("refuses a hole that comes twice and says where it came first", () => {
    const text = `${header}\n${row}\ng,s,p,2,1,2,3\ng,s, p,1,9,9,9\n`;
    refuses(text, "4:8", /^hole '1' of group 'p' is in the table already, in line 2; expected each hole once$/);
  });

  it("refuses what is no table", () => {
    refuses("", "1:1", /^the table is empty; expected a header line$/);
    refuses(`${header}\n`, "2:1", /^the table has a header but no holes$/);
    refuses(`${header}\n${row},7\n`, "2:1", /^not a CSV table: Invalid Record Length: expect 7, got 8/);
    refuses(`${header}\ng,s,p,"1,2,3,4\n`, "2:1", /^not a CSV table: Quote Not Closed/);
  });

  it("names a file that can't be read", () => {
    assert.throws(
      () => readSessionTable("/nowhere/table.csv", []),
      (error: unknown) =>
        error instanceof UserError && /^can't read the session table \/nowhere\/table.csv: ENOENT/.test(error.message),
    );
  });
});
