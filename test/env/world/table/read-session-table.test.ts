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
    refuses(`${header},${feature}\n${row},good\n`, "2:23", /^column 'predicted_ctf.* is 'good'.*\(a feature/, [
      feature,
    ]);
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
