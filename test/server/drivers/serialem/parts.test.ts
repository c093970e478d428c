import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { localPath } from "../../../../server/drivers/serialem/local-path.js";
import { movieEvidence } from "../../../../server/drivers/serialem/movie-evidence.js";
import { TickClock } from "../../../../server/drivers/serialem/operations/tick-clock.js";
import { commandsByOpcode } from "../../../../server/drivers/serialem/wire/commands.js";
import { temporaryFolder } from "../../../support/server-microscope.js";

describe("paths of SerialEM's computer", () => {
  const paths = { "X:\\": "/mnt/x", "X:\\frames\\": "/data/frames", "Y:/new": "/mnt/y" };

  it("are found by the longest folder that they lie in, whatever their letters", () => {
    assert.equal(localPath("X:\\a\\b.mrc", paths), "/mnt/x/a/b.mrc");
    assert.equal(localPath("x:\\Frames\\monday\\b.mrc", paths), "/data/frames/monday/b.mrc");
    assert.equal(localPath("X:/frames/b.mrc", paths), "/data/frames/b.mrc");
    assert.equal(localPath("Y:\\new\\c.nav", paths), "/mnt/y/c.nav");
  });

  it("are not guessed", () => {
    for (const path of ["Z:\\a.mrc", "Y:\\newer\\a.mrc", "X:\\frames\\..\\..\\etc", "a.mrc", ""]) {
      assert.equal(localPath(path, paths), undefined);
    }
  });
});

describe("evidence of a shot", () => {
  const temporary = temporaryFolder();
  const folder = join(temporary.path, "frames");
  const write = (name: string, text = "") => writeFileSync(join(folder, name), text);

  before(() => {
    mkdirSync(folder);
    write("d-1.1_0000.mrc");
    write("d-1.1_0000.mrc.mdoc", "T = x\r\n\r\n[FrameSet = 0]\r\nShotId = d-1.1\r\n");
    write("d-2.tif");
    write("d-3_0004.mrc");
    write("d-3_0004.mrc.mdoc", "ShotId = d-3_0004\n");
    write("d-4_0001_0000.mrc");
    write("d-5.mrc.mdoc", "ShotId = d-5\n");
  });

  after(() => temporary.remove());

  it("is a movie whose mdoc file names it, or that has its name alone", () => {
    assert.equal(movieEvidence(folder, "d-1.1"), "done");
    assert.equal(movieEvidence(folder, "d-2"), "done");
    assert.equal(movieEvidence(folder, "d-4_0001"), "done");
  });

  it("is not a movie of another shot whose name begins alike, nor a mdoc file without a movie", () => {
    for (const shot of ["d-1", "d-1.10", "d-3", "d-4", "d-5", "d"]) assert.equal(movieEvidence(folder, shot), "absent");
    assert.equal(movieEvidence(folder, "d-3_0004"), "done");
  });

  it("can't be told without the folder", () => {
    assert.equal(movieEvidence(join(folder, "gone"), "d-1.1"), "unreachable");
    assert.equal(movieEvidence(undefined, "d-1.1"), "unreachable");
  });
});

describe("the clock of SerialEM's computer", () => {
  it("counts from the first reading, and goes on when SerialEM was started anew", () => {
    const clock = new TickClock();
    assert.equal(clock.nowSeconds(), 0);
    clock.observeTick(5000);
    assert.equal(clock.nowSeconds(), 0);
    clock.observeTick(5060);
    assert.equal(clock.nowSeconds(), 60);
    clock.observeTick(3);
    assert.equal(clock.nowSeconds(), 60);
    clock.observeTick(13);
    assert.equal(clock.nowSeconds(), 70);
  });
});

describe("the table of SerialEM's commands", () => {
  it("gives no opcode twice and knows no letters but those of the list", () => {
    assert.ok(commandsByOpcode.size >= 85);
    for (const { name, takes, gives } of commandsByOpcode.values()) {
      assert.match(takes, /^[DIS]*[dis]*$/, name);
      assert.match(gives, /^[DS]*[ds]*$/, name);
      assert.ok(gives.length <= 6, name);
    }
  });
});
