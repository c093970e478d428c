import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { TargetTree } from "../../../../env/tree/target-tree.js";
import { describedTargets } from "../../../../server/collection/model/described-target.js";
import { parseNavigator, readNavigator } from "../../../../server/drivers/files/navigator.js";
import { SourceText } from "../../../../server/drivers/files/source-text.js";
import { targetFinderKinds } from "../../../../server/drivers/target-finders/kinds/index.js";
import { targetSource } from "../../../../server/drivers/target-finders/open-finder.js";
import type { FinderServices, FoundTarget } from "../../../../server/drivers/target-finders/target-finder.js";
import { toTargets } from "../../../../server/drivers/target-finders/to-targets.js";
import { navigatorText } from "../../../support/nav-texts.js";
import { temporaryFolder } from "../../../support/server-microscope.js";

describe("target finders", () => {
  const temporary = temporaryFolder();
  after(() => temporary.remove());

  const write = (name: string, text: string) => {
    const file = join(temporary.path, name);
    writeFileSync(file, text);
    return file;
  };

  function open(kind: string, options: object, services?: FinderServices) {
    const entry = targetFinderKinds.get(kind);
    return entry.open(entry.options.parse({ kind, ...options }), services);
  }

  /** Ids, indented by level; what a server makes a tree of. */
  function outline(found: readonly FoundTarget[]): string[] {
    TargetTree.from(describedTargets(toTargets(found)).found);
    return found.map(({ id, level }) => `${" ".repeat(level - 1)}${id}`);
  }

  it("are opened as a configuration says", async () => {
    const file = write("grid.nav", navigatorText());
    const targets = await targetSource({ kind: "nav", grids: [{ name: "G1", file }] })();
    assert.equal(targets.filter(({ level }) => level === 4).length, 4);
    assert.throws(() => targetSource({ kind: "naf" }), /unknown target finder 'naf'. Did you mean 'nav'\?/);
    assert.throws(() => targetSource({ kind: "nav", grids: [{ file }] }), /^UserError: finder.grids.0.name: /);
  });

  it("are found by their names", () => {
    assert.deepEqual(targetFinderKinds.names(), ["http", "nav", "serialem", "table"]);
  });

  describe("nav", () => {
    it("gives squares, points marked 'Acquire' and groups within reach", async () => {
      const file = write("grid.nav", navigatorText());
      const finder = open("nav", { grids: [{ name: "G1", file }], image_shift_radius_micrometers: 5 });
      const found = await finder.find({});
      assert.deepEqual(outline(found), [
        "G1",
        " G1/200",
        "  G1/200/group-of-301",
        "   G1/301",
        "   G1/302",
        "  G1/200/group-of-303",
        "   G1/303",
        " G1/points-77",
        "  G1/points-77/group-of-305",
        "   G1/305",
      ]);
      const hole = found.find(({ id }) => id === "G1/302")!;
      assert.deepEqual(hole.stage, { x: 23, y: 20, z: -12.5 });
      assert.deepEqual(hole.pixel, {
        x: 10.5,
        y: 20.25,
        imageId: "X:\\data\\atlas.mrc#3",
        calibrationId: "MapScaleMat 20.2 2.1 2.3 -19.6",
      });
      const square = found.find(({ id }) => id === "G1/200")!;
      assert.equal(square.features.area_square_micrometers, 10_000);
      const inSquare = await finder.find({ parent: square });
      assert.deepEqual(
        inSquare.map(({ id }) => id),
        ["G1/200/group-of-301", "G1/301", "G1/302", "G1/200/group-of-303", "G1/303"],
      );
    });

    it("keeps the navigator's own groups, and all its points, if that is asked for", async () => {
      const file = write("grid.nav", navigatorText());
      const found = await open("nav", { grids: [{ name: "G1", file }], points: "all", groups: "navigator" }).find({});
      const square = outline(found).slice(1, 7);
      assert.deepEqual(square, [" G1/200", "  G1/200/group-77", "   G1/301", "   G1/302", "   G1/303", "   G1/304"]);
    });

    it("writes a plan that is read again in its order", async () => {
      const file = write("grid.nav", navigatorText());
      const plan = join(temporary.path, "plan.nav");
      const finder = open("nav", { grids: [{ name: "G1", file, plan_file: plan }] });
      const found = await finder.find({});
      const target = (id: string) => found.find((one) => one.id === id)!;
      const own: FoundTarget = { ...target("G1/301"), id: "G1/own", name: "own", stage: { x: 1, y: 2 } };
      const stops = [{ target: target("G1/303"), note: "first" }, { target: own }, { target: target("G1/301") }];
      assert.deepEqual(await finder.writePlan!(stops), [plan]);
      const { items } = await readNavigator(plan);
      assert.deepEqual(
        items.filter(({ acquire }) => acquire).map(({ label }) => label),
        ["1-3", "own", "1-1"],
      );
      assert.equal(readFileSync(file, "utf8"), navigatorText());
      await assert.rejects(open("nav", { grids: [{ name: "G1", file }] }).writePlan!(stops), /'G1' has no 'plan_file'/);
    });

    it("tells items apart that somebody has copied", async () => {
      const file = write("copied.nav", navigatorText().replace("MapID = 302", "MapID = 301"));
      const found = await open("nav", { grids: [{ name: "G1", file }] }).find({});
      const holes = found.filter(({ level }) => level === 4).map(({ id }) => id);
      assert.deepEqual(holes.sort(), ["G1/301", "G1/301-1-2", "G1/303", "G1/305"]);
    });

    it("says what is wrong", async () => {
      const none = write("none.nav", navigatorText().replaceAll("Acquire = 1\r\n", ""));
      const unnumbered = navigatorText().replace(/MapID = 30[12]\r\n/g, "");
      const twice = write("twice.nav", unnumbered.replace("= 1-2]", "= 1-1]"));
      const find = (file: string) => open("nav", { grids: [{ name: "G1", file }] }).find({});
      await assert.rejects(find(none), /none of its 5 points is marked 'Acquire'; mark them, or set points: all/);
      await assert.rejects(
        find(twice),
        /twice\.nav:\d+:1: item '1-1' has no MapID and the same label as the one of line 30/,
      );
      await assert.rejects(find(join(temporary.path, "no.nav")), {
        name: "UserError",
        message: /no\.nav can't be read/,
      });
    });
  });

  describe("table", () => {
    const columns = {
      id: "name",
      grid: "grid",
      square: "sq",
      x: "x",
      y: "y",
      image: "img",
      image_x: "px",
      image_y: "py",
    };
    const options = {
      columns,
      features: { predicted_ctf_resolution_angstrom: "score" },
      image_shift_radius_micrometers: 5,
    };
    const csv =
      "grid,sq,name,x,y,img,px,py,score\nA,s1,h1,1000,2000,i.mrc,1,2,3.5\nA,s1,h2,2000,2000,i.mrc,3,4,\nA,s1,h3,90000,0,,,,4\n";

    it("gives what a CSV or JSON table says, its columns mapped", async () => {
      const rows = [
        { grid: "A", sq: "s1", name: "h1", x: 1000, y: 2000, img: "i.mrc", px: 1, py: 2, score: 3.5 },
        { grid: "A", sq: "s1", name: "h2", x: 2000, y: 2000, img: "i.mrc", px: 3, py: 4, score: null },
        { grid: "A", sq: "s1", name: "h3", x: 90_000, y: 0, score: 4 },
      ];
      const nanometers = { ...options, stage_unit: "nanometers" };
      const found = await open("table", { ...nanometers, file: write("t.csv", csv) }).find({});
      assert.deepEqual(outline(found), [
        "A",
        " A/s1",
        "  A/s1/group-of-h1",
        "   A/s1/h1",
        "   A/s1/h2",
        "  A/s1/group-of-h3",
        "   A/s1/h3",
      ]);
      const { stage, pixel, features } = found[3]!;
      assert.deepEqual([stage, features], [{ x: 1, y: 2 }, { predicted_ctf_resolution_angstrom: 3.5 }]);
      assert.deepEqual(pixel, { x: 1, y: 2, imageId: "i.mrc", calibrationId: "" });
      assert.deepEqual(found[4]!.features, {});
      const json = write("t.json", JSON.stringify(rows, null, 1));
      assert.deepEqual(await open("table", { ...nanometers, file: json }).find({}), found);
    });

    it("says where something is wrong", async () => {
      const find = (name: string, text: string, more = {}) =>
        open("table", { ...options, file: write(name, text), ...more }).find({});
      await assert.rejects(
        find("a.csv", csv.replace("2000,2000", "2000,x")),
        /a\.csv:3:14: 'y' is 'x'; expected a number/,
      );
      await assert.rejects(find("b.csv", csv.replace("h2", "h1")), /b\.csv:3:6: there are two holes 'A\/s1\/h1'/);
      await assert.rejects(
        find("c.csv", csv.replace("sq,", "square,")),
        /c\.csv:1:1: there is no column 'sq'; there are/,
      );
      await assert.rejects(find("d.json", '[\n {"grid": "A", "sq": "s"}\n]'), /d\.json:2:2: 'name' is empty/);
      await assert.rejects(find("e.json", '{"a": 1}'), /e\.json:1:1: expected an array of objects/);
      await assert.rejects(find("f.json", "[{"), /f\.json:1:\d: not JSON/);
      await assert.rejects(find("g.txt", csv), /expected a name that ends with \.csv or \.json/);
    });
  });

  describe("http", () => {
    let server: Server;
    let answers: ((body: string) => readonly [number, string])[];
    let asked: { readonly body: Record<string, unknown>; readonly token: string | undefined }[];
    const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/find`;

    before((done) => {
      server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
          const body = Buffer.concat(chunks).toString();
          asked.push({ body: JSON.parse(body) as Record<string, unknown>, token: request.headers.authorization });
          const [status, text] = answers.shift()!(body);
          response.writeHead(status).end(text);
        });
      }).listen(0, "127.0.0.1", done);
    });
    after(() => void server.close());
    beforeEach(() => {
      answers = [];
      asked = [];
    });

    const parent = { id: "G1/s1", level: 2 as const, name: "s1" };
    const target = { id: "7", stage: { x: 1, y: 2 }, features: { mean_intensity: 0.5 } };
    const json = (targets: readonly object[]) => () => [200, JSON.stringify({ targets })] as const;

    it("posts the image, and gives holes in groups", async () => {
      const token_file = write("token", "secret\n");
      const finder = open("http", { url: url(), token_file });
      const pixel = { x: 5, y: 6, imageId: "i1", calibrationId: "c1" };
      answers = [json([target, { id: "8", name: "eight", stage: { x: 90, y: 2, z: 3 }, pixel, spent: true }])];
      const image = {
        id: "i1",
        calibrationId: "c1",
        mediaType: "image/png",
        bytes: Buffer.from("pixels"),
        widthPixels: 10,
        heightPixels: 20,
        pixelSizeMicrometers: 0.1,
        stage: { x: 0, y: 0 },
      };
      const found = await finder.find({ parent, image });
      assert.deepEqual(
        found.map(({ id, level, name }) => `${level} ${id} ${name}`),
        ["3 G1/s1/group-of-7 group of 7", "4 G1/s1/7 7", "3 G1/s1/group-of-8 group of eight", "4 G1/s1/8 eight"],
      );
      assert.deepEqual(
        [found[3]!.pixel, found[3]!.isSpent, found[1]!.features],
        [pixel, true, { mean_intensity: 0.5 }],
      );
      const { bytes: _, ...shown } = image;
      assert.deepEqual(asked[0]!.body, { version: 1, parent, image: { ...shown, data: "cGl4ZWxz" } });
      assert.equal(asked[0]!.token, "Bearer secret");
      answers = [json([target]), json([target])];
      const squares = await finder.find({ parent: { id: "G1", level: 1, name: "G1" } });
      assert.deepEqual([squares[0]!.id, squares[0]!.parentId, squares[0]!.level], ["G1/7", "G1", 2]);
      assert.equal((await finder.find({}))[0]!.level, 1);
    });

    it("asks again where there is no answer, and says what came", async () => {
      const finder = open("http", { url: url(), tries: 2, timeout_seconds: 5 });
      const busy = () => [503, "busy"] as const;
      answers = [busy, json([target])];
      assert.equal((await finder.find({ parent })).length, 2);
      answers = [busy, busy];
      await assert.rejects(finder.find({ parent }), /found nothing out: 503 Service Unavailable: busy/);
      answers = [() => [400, "no image"]];
      await assert.rejects(finder.find({ parent }), /400 Bad Request: no image/);
      assert.equal(asked.length, 5);
      answers = [() => [200, "<html>"]];
      await assert.rejects(finder.find({ parent }), /did not answer with JSON/);
      answers = [json([{ ...target, stage: { x: 1, y: "2" } }])];
      await assert.rejects(finder.find({ parent }), /targets\.0\.stage\.y: expected a finite number/);
      answers = [json([target, target])];
      await assert.rejects(finder.find({ parent }), /two targets have the id '7'/);
      const nobody = open("http", { url: "http://127.0.0.1:9/", tries: 1 });
      await assert.rejects(nobody.find({ parent }), {
        name: "UserError",
        message: /127\.0\.0\.1:9\/ found nothing out/,
      });
    });
  });

  describe("serialem", () => {
    it("has holes found in a square's map, and gives the points that came of it", async () => {
      const file = write("session.nav", navigatorText().slice(0, navigatorText().indexOf("[Item = 1-4]")));
      const calls: string[] = [];
      const serialem = {
        findHoles: async (label: string) => void calls.push(`find ${label}`),
        makeNavPointsAtHoles: async () => {
          calls.push("make");
          writeFileSync(file, navigatorText());
        },
        saveNavigator: async () => {
          calls.push("save");
          return file;
        },
      };
      const finder = open("serialem", { image_shift_radius_micrometers: 5 }, { serialem });
      const found = await finder.find({ parent: { id: "G1/200", level: 2, name: "Square 1" } });
      assert.deepEqual(calls, ["save", "find Square 1", "make", "save"]);
      const holes = found.filter(({ level }) => level === 4).map(({ id }) => id);
      assert.deepEqual(holes, ["G1/304", "G1/305"]);
      const groups = found.filter(({ level }) => level === 3);
      assert.deepEqual(
        groups.map(({ parentId }) => parentId),
        ["G1/200", "G1/200"],
      );
      assert.deepEqual(toTargets(found, new Set(["G1/200"])).length, 4);
      await assert.rejects(finder.find({}), /one square's map at a time/);
      assert.throws(() => open("serialem", {}), /needs a driver that is connected to SerialEM/);
    });
  });

  it("give a server nothing that it would refuse", () => {
    const hole: FoundTarget = { id: "a", parentId: "", level: 1, name: "a", features: {} };
    assert.throws(() => toTargets([hole, hole]), /'a': two targets have this id/);
    assert.throws(() => toTargets([{ ...hole, level: 2, parentId: "b" }]), /its parent 'b' was not found before it/);
    assert.throws(() => toTargets([{ ...hole, features: { x: Number.NaN } }]), /finite numbers/);
    assert.throws(() => toTargets([{ ...hole, id: "x".repeat(513) }]), /1 to 512 characters/);
    assert.equal(parseNavigator(SourceText.of("n", Buffer.from(navigatorText()))).items.length, 7);
  });
});
