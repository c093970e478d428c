import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LookOn } from "../../../../server/drivers/observer/look-on.js";
import { observerOptions } from "../../../../server/drivers/observer/options.js";
import { Reach } from "../../../../server/drivers/observer/reach.js";
import { epuImageText, epuSquareText, mdocText, navigatorText } from "../../../support/nav-texts.js";
import { TestMemory } from "../../../support/observer-memory.js";
import { temporaryFolder } from "../../../support/server-microscope.js";

describe("looking on", () => {
  let temporary: ReturnType<typeof temporaryFolder>;
  let memory: TestMemory;
  let seconds: number;
  let clock: number[];

  beforeEach(() => {
    temporary = temporaryFolder();
    memory = new TestMemory();
    seconds = 0;
    clock = [];
  });

  afterEach(() => temporary.remove());

  const write = (name: string, text: string) => {
    const path = join(temporary.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  const folder = (name: string) => join(temporary.path, name);
  const mdoc = (shot: string, changes: Readonly<Record<string, string>> = {}) =>
    Object.entries({ shot_0001: shot, ...changes }).reduce((text, [from, to]) => text.replace(from, to), mdocText);

  /** A process that looks on; another one goes on with the same memory. */
  function observer(more: object): LookOn {
    const options = observerOptions.parse({ image_shift_radius_micrometers: 5, unreachable_seconds: 60, ...more });
    const nowSeconds = () => seconds;
    const reach = new Reach(options.unreachable_seconds, nowSeconds, memory);
    for (const id of new Set(
      [...options.navigators, ...options.frames, ...options.names, ...options.epu].map(({ grid }) => grid),
    ))
      if (memory.target(id) === undefined)
        memory.tell({
          keys: [`grid ${id}`],
          news: [
            {
              $case: "survey",
              survey: { targets: [{ id, parentId: "", level: 1, name: id, features: {}, status: 1 } as never] },
            },
          ],
        });
    return new LookOn(options, { memory, reach, clock: (value) => clock.push(value), nowSeconds });
  }

  async function look(on: LookOn, times = 2): Promise<void> {
    for (let i = 0; i < times; i++) {
      await on.poll();
      seconds += 5;
    }
  }

  const serialem = {
    navigators: [] as object[],
    frames: [] as object[],
  };
  const both = () => ({
    ...serialem,
    navigators: [{ grid: "G", file: folder("nav/grid.nav") }],
    frames: [{ grid: "G", folder: folder("frames") }],
  });

  it("finds a navigator's squares and points, and exposures by their labels", async () => {
    write("nav/grid.nav", navigatorText());
    write("frames/day1/shot_0001.tif.mdoc", mdoc("shot_0001"));
    write("frames/shot_0002.tif.mdoc", mdoc("shot_0002", { "= 1-1": "= far", "11:24:48\r\n": "11:25:48\r\n" }));
    const on = observer(both());
    await look(on, 3);
    assert.deepEqual(memory.exposed(), ["G/301 by shot_0001", "G/305 by shot_0002"]);
    assert.equal(memory.target("G/301")!.parentId, memory.target("G/302")!.parentId);
    assert.deepEqual(
      memory.of("position").map(({ position }) => position.targetId),
      [memory.target("G/301")!.parentId, memory.target("G/305")!.parentId],
    );
    const { durationSeconds } = memory.of("undirectedExposure")[0]!.undirectedExposure;
    assert.equal(durationSeconds, 2.5);
    assert.deepEqual(clock, [2.5, 62.5]);
    const told = memory.told.length;
    await look(observer(both()), 4);
    assert.equal(memory.told.length, told);
  });

  it("waits for files that are being written, and reads what grows", async () => {
    const on = observer({ frames: [{ grid: "G", folder: folder("frames") }] });
    mkdirSync(folder("frames"));
    const half = mdoc("shot_0001");
    write("frames/shot_0001.tif.mdoc", half.slice(0, 40));
    await look(on, 1);
    write("frames/shot_0001.tif.mdoc", half.slice(0, 200));
    await look(on, 1);
    assert.deepEqual([memory.exposed(), memory.warnings], [[], []]);
    write("frames/shot_0001.tif.mdoc", half);
    await look(on, 2);
    assert.equal(memory.exposed().length, 1);
    const image = (n: number) =>
      `[ZValue = ${n}]\nSubFramePath = D:\\f\\t_${n}.tif\nDateTime = 05-Nov-26  12:00:0${n}\n`;
    write("frames/tilts.mrc.mdoc", image(0));
    await look(on, 2);
    appendFileSync(join(folder("frames"), "tilts.mrc.mdoc"), image(1) + image(2));
    await look(on, 3);
    assert.deepEqual(
      memory.exposed().map((text) => text.split(" by ")[1]),
      ["shot_0001", "t_0", "t_1", "t_2"],
    );
  });

  it("says where a file is wrong, goes on with the others, and reads it when it is mended", async () => {
    const on = observer({ frames: [{ grid: "G", folder: folder("frames") }] });
    write("frames/a.tif.mdoc", mdoc("a", { "= 20.1 19.9": "= 20.1" }));
    write("frames/b.tif.mdoc", mdoc("b"));
    await look(on, 5);
    assert.equal(memory.exposed().length, 1);
    assert.equal(memory.warnings.length, 1);
    assert.match(String(memory.warnings[0]!.problem), /a\.tif\.mdoc:6:17: StagePosition is '20.1'/);
    seconds += 700;
    await look(on, 1);
    assert.match(String(memory.warnings[1]!.msg), /still can't be read/);
    write("frames/a.tif.mdoc", mdoc("a"));
    await look(on, 2);
    assert.equal(memory.exposed().length, 2);
  });

  it("takes a share that is away, or mounted empty, for a fault and for nothing else", async () => {
    write("frames/a.tif.mdoc", mdoc("a"));
    write("nav/grid.nav", navigatorText());
    const on = observer(both());
    await look(on);
    renameSync(folder("frames"), folder("elsewhere"));
    await look(on, 5);
    assert.equal(memory.of("fault").length, 0);
    await look(on, 20);
    mkdirSync(folder("frames"));
    await look(on, 20);
    const [fault, ...more] = memory.of("fault").map(({ fault }) => fault);
    assert.equal(more.length, 0);
    assert.equal(fault!.id, "frames-1");
    assert.match(fault!.detail, /frames can't be read: ENOENT/);
    rmSync(folder("frames"), { recursive: true });
    const next = observer(both());
    await look(next, 20);
    assert.equal(memory.of("fault").length, 1);
    renameSync(folder("elsewhere"), folder("frames"));
    write("frames/b.tif.mdoc", mdoc("b", { "= 1-1": "= 1-2" }));
    await look(next, 3);
    assert.deepEqual(memory.of("faultCleared"), [{ $case: "faultCleared", faultCleared: { id: "frames-1" } }]);
    assert.deepEqual(memory.exposed(), ["G/301 by a", "G/302 by b"]);
    assert.equal(memory.of("targetWithdrawn").length, 0);
  });

  it("keeps exposures until a navigator that is being written can be read", async () => {
    write("nav/grid.nav", navigatorText().slice(0, 300));
    write("frames/a.tif.mdoc", mdoc("a"));
    const on = observer(both());
    await look(on, 4);
    assert.deepEqual(memory.exposed(), []);
    write("nav/grid.nav", navigatorText());
    await look(on, 3);
    assert.deepEqual(memory.exposed(), ["G/301 by a"]);
  });

  it("keeps an exposure, and those after it, until its label is in the navigator", async () => {
    write("nav/grid.nav", navigatorText().slice(0, navigatorText().indexOf("[Item = far]")));
    write("frames/a.tif.mdoc", mdoc("a", { "= 1-1": "= far" }));
    write("frames/b.tif.mdoc", mdoc("b", { "11:24:48\r\n": "11:25:48\r\n" }));
    const on = observer(both());
    await look(on, 10);
    assert.deepEqual(memory.exposed(), []);
    write("nav/grid.nav", navigatorText());
    await look(on, 3);
    assert.deepEqual(memory.exposed(), ["G/305 by a", "G/301 by b"]);
    write("frames/c.tif.mdoc", mdoc("c", { "= 1-1": "= deleted" }));
    await look(on, 20);
    assert.equal(memory.exposed().length, 2);
    await look(on, 10);
    assert.equal(memory.exposed()[2], "G/shot-c by c");
  });

  it("guesses nothing: what fits no hole, or several, is one of its own; a further exposure too", async () => {
    write("nav/grid.nav", navigatorText());
    const plain = { "NavigatorLabel = 1-1\r\n": "", "ImageShift = -0.643144 -0.233229\r\n": "" };
    const times = (n: number) => ({ "11:24:48\r\n": `11:24:5${n}\r\n` });
    write("frames/near.tif.mdoc", mdoc("near", { ...plain, ...times(0) }));
    write("frames/again.tif.mdoc", mdoc("again", { ...plain, ...times(1) }));
    write("frames/far.tif.mdoc", mdoc("far", { ...plain, ...times(2), "= 20.1 19.9": "= 26 20" }));
    write("frames/shifted.tif.mdoc", mdoc("shifted", { ...times(3), "NavigatorLabel = 1-1\r\n": "" }));
    write("frames/lost.tif.mdoc", mdoc("lost", { ...times(4), "NavigatorLabel = 1-1": "NavigatorLabel = 9-9" }));
    write("frames/copy/far.tif.mdoc", mdoc("far", { ...plain, ...times(5), "X:\\frames": "Y:\\frames" }));
    const on = observer(both());
    await look(on, 30);
    const exposed = memory.exposed();
    assert.deepEqual(exposed.slice(0, 5), [
      "G/301 by near",
      "G/301/again by again",
      "G/shot-far by far",
      "G/shot-shifted by shifted",
      "G/shot-lost by lost",
    ]);
    assert.match(exposed[5]!, /^G\/301\/far-[0-9a-f]{10} by far-[0-9a-f]{10}$/);
    assert.equal(memory.target("G/301/again")!.parentId, memory.target("G/301")!.parentId);
  });

  it("tells of points that come, and of those that are moved", async () => {
    write("nav/grid.nav", navigatorText());
    const on = observer(both());
    mkdirSync(folder("frames"));
    await look(on);
    const found = memory.found().length;
    const more = navigatorText().replace("[Item = far]", "[Item = near]").replace("MapID = 305", "MapID = 306");
    const item = more.slice(more.indexOf("[Item = near]")).replaceAll("500", "81");
    write("nav/grid.nav", `${navigatorText().replaceAll("= 60", "= 62")}${item}`);
    await look(on);
    assert.deepEqual(memory.found().slice(found), ["G/306"]);
    assert.equal(memory.target("G/306")!.parentId, memory.target("G/303")!.parentId);
    const [changed] = memory.of("targetChanged");
    assert.deepEqual(
      [changed!.targetChanged.target!.id, changed!.targetChanged.target!.stageXMicrometers],
      ["G/304", 62],
    );
    assert.equal(memory.of("targetChanged").length, 1);
  });

  it("follows EPU: squares, holes and exposures by their ids", async () => {
    const data = "epu/Images-Disc1/GridSquare_89/Data";
    write("epu/EpuSession.dm", "<EpuSessionXml/>");
    write("epu/Metadata/GridSquare_89.dm", epuSquareText(89, [1, 2, 3]));
    write(`${data}/FoilHole_1_Data_7_8_20261105_1.xml`, epuImageText());
    write(`${data}/FoilHole_1_Data_9_8_20261105_2.xml`, epuImageText(0, 0, "2026-11-05T15:49:28+00:00"));
    write("epu/Images-Disc1/GridSquare_99/Data/FoilHole_5_Data_7_8_1.xml", epuImageText(0, 0, "2026-11-05T16:00:00Z"));
    write("epu/Images-Disc1/GridSquare_89/FoilHoles/FoilHole_1_2026.xml", epuImageText());
    const on = observer({ epu: [{ grid: "G", folder: folder("epu") }] });
    await look(on, 3);
    assert.deepEqual(memory.exposed(), [
      "G/89/1 by FoilHole_1_Data_7_8_20261105_1",
      "G/89/1/FoilHole_1_Data_9_8_20261105_2 by FoilHole_1_Data_9_8_20261105_2",
      "G/99/5 by FoilHole_5_Data_7_8_1",
    ]);
    assert.equal(memory.target("G/89/2")!.name, "FoilHole_2");
    assert.equal(memory.target("G/89/3"), undefined);
    write("epu/Metadata/GridSquare_99.dm", epuSquareText(99, [5, 6, 7]));
    await look(on, 2);
    assert.equal(memory.target("G/99/6")!.level, 4);
    const told = memory.told.length;
    await look(observer({ epu: [{ grid: "G", folder: folder("epu") }] }), 3);
    assert.equal(memory.told.length, told);
  });

  it("follows movies whose names alone tell of them, as Leginon's do", async () => {
    const movie = (square: number, group: number, hole: number) =>
      `raw/21mar02c_0000${square}sq_v01_0000${group}hl_0000${hole}ex.frames.mrc`;
    for (const hole of [2, 3]) write(movie(4, 1, hole), "frames");
    write(movie(4, 2, 2), "frames");
    write(movie(5, 1, 2), "frames");
    write("raw/21mar02c_00004sq.mrc", "an image");
    const pattern = "(?<square>\\d+)sq.*_(?<group>\\d+)hl_(?<hole>\\d+ex)\\.frames";
    const names = [{ grid: "G", folder: folder("raw"), pattern }];
    await look(observer({ names }), 3);
    assert.deepEqual(
      memory.exposed().map((text) => text.split(" by ")[0]),
      ["G/00004/00001-00002ex", "G/00004/00001-00003ex", "G/00004/00002-00002ex", "G/00005/00001-00002ex"],
    );
    assert.equal(memory.target("G/00004/00001-00003ex")!.parentId, "G/00004/group-00001");
    const told = memory.told.length;
    await look(observer({ names }), 3);
    assert.equal(memory.told.length, told);
  });

  it("leaves out what was exposed before a time, and movies of other names", async () => {
    write("frames/old_1.tif.mdoc", mdoc("old_1", { "05-Nov-26  11": "04-Nov-26  11" }));
    write("frames/focus_1.tif.mdoc", mdoc("focus_1"));
    write("frames/new_1.tif.mdoc", mdoc("new_1"));
    const frames = [{ grid: "G", folder: folder("frames"), movies: "^(old|new)_" }];
    await look(observer({ frames, since: "2026-11-05T00:00:00" }), 3);
    assert.deepEqual(memory.exposed(), ["G/shot-new_1 by new_1"]);
  });
});
