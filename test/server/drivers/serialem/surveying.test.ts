import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Target } from "../../../../proto/gen/cryogym/v1alpha1/target.js";
import { serialEmDriver } from "../../../../server/drivers/serialem/serialem-driver.js";
import { SerialEmHoleFinder } from "../../../../server/drivers/serialem/serialem-hole-finder.js";
import { serialEmOptions } from "../../../../server/drivers/serialem/serialem-options.js";
import { SurveyingSerialEm } from "../../../../server/drivers/serialem/surveying-serialem.js";
import { openFinder } from "../../../../server/drivers/target-finders/open-finder.js";
import type { FinderServices } from "../../../../server/drivers/target-finders/target-finder.js";
import { readCommandLog } from "../../../../server/microscope/command-log.js";
import { startTestEmulator, type TestEmulator } from "../../../support/serialem-emulator.js";
import { navigatorFinder, serialEmAt, targetsOf } from "../../../support/serialem-instrument.js";

describe("SerialEM's driver that surveys on demand", () => {
  let scope: TestEmulator;

  beforeEach(async () => {
    scope = await startTestEmulator({ imagePixels: 16 });
  });

  afterEach(() => scope.close());

  it("takes atlas and square images, and tells what a finder finds in them", async () => {
    const all = targetsOf(scope);
    const asked: string[] = [];
    const below = async (parent: Target) => {
      asked.push(parent.id);
      return all.filter(({ level, id }) => id.startsWith(`${parent.id}.`) && (parent.level > 1 || level === 2));
    };
    const grids = async () => all.filter(({ level }) => level === 1);
    const options = serialEmOptions.parse({ port: scope.port });
    const instrument = new SurveyingSerialEm(options, { findTargets: grids }, below);
    try {
      assert.equal(instrument.capabilities.survey, true);
      assert.equal((await instrument.describe()).targets.length, 2);
      await assert.rejects(instrument.goToSquare("1.1"), { refused: true });
      const grid = await instrument.surveyGrid("1");
      assert.deepEqual(
        grid.targets.map(({ id }) => id),
        ["1.1", "1.2"],
      );
      assert.deepEqual(
        grid.phases?.map(({ name }) => name),
        ["load", "atlas"],
      );
      const square = await instrument.surveySquare("1.1");
      assert.equal(square.targets.length, 7);
      await instrument.goToGroup("1.1.1");
      await instrument.surveyGrid("1");
      for (const file of ["1.mrc", "1-2.mrc"]) assert.ok(existsSync(join(scope.folder, "disk", "X", "atlas", file)));
      assert.deepEqual(asked, ["1", "1.1", "1"]);
      await assert.rejects(instrument.surveySquare("9"), { refused: true });
    } finally {
      instrument.close();
    }
  });

  it("is what the kind of driver makes if it is given a finder for it, and sends nothing at first", async () => {
    const options = serialEmDriver.options.parse({ port: scope.port, movies: "/nowhere" });
    const plain = await serialEmDriver.connect(options);
    const surveying = await serialEmDriver.connect(options, { findBelow: async () => [] });
    assert.deepEqual([plain.capabilities.survey, surveying.capabilities.survey], [false, true]);
    assert.equal(await plain.evidence("a"), "unreachable");
    assert.equal(serialEmDriver.endpoint(options).isOpen, true);
    assert.equal(readCommandLog(scope.folder).length, 0);
    plain.close();
    surveying.close();
  });

  it("finds holes by SerialEM's own finder in squares of a navigator, the same ones again", async () => {
    const squares = { ...navigatorFinder(scope), points: "all" };
    const finder = { kind: "serialem", squares };
    const options = serialEmOptions.parse({ port: scope.port, paths: { "X:\\": join(scope.folder, "disk", "X") } });
    const openIt = (services: FinderServices) => openFinder(finder, services);
    const instrument = (await serialEmDriver.connect(options, { openFinder: openIt })) as SurveyingSerialEm;
    try {
      const { targets } = await instrument.describe();
      assert.deepEqual(
        targets.map(({ id }) => id),
        ["1", "2"],
      );
      const grid = await instrument.surveyGrid("1");
      const [square] = grid.targets;
      assert.equal(grid.targets.length, 2);
      const first = await instrument.surveySquare(square!.id);
      const holes = first.targets.filter(({ level }) => level === 4);
      assert.ok(holes.length > 0);
      const again = await instrument.surveySquare(square!.id);
      assert.deepEqual(again.targets, first.targets);
      const group = first.targets.find(({ level }) => level === 3)!;
      await instrument.goToGroup(group.id);
      await instrument.expose(holes.find(({ parentId }) => parentId === group.id)!.id, "d-1.1");
      assert.equal(scope.core.scope.ledger.length, 1);
    } finally {
      instrument.close();
    }
  });

  it("has SerialEM look for holes, in the last image or in a map", async () => {
    const instrument = serialEmAt(scope, { paths: { "x:\\": join(scope.folder, "disk", "X") } });
    const finder = new SerialEmHoleFinder(() => instrument);
    try {
      await instrument.loadGrid("1");
      await instrument.goToSquare("1.1");
      await finder.findHoles("no such map");
      await finder.makeNavPointsAtHoles();
      const file = await finder.saveNavigator();
      assert.equal(readFileSync(file, "utf8").match(/^\[Item = /gm)?.length, 5);
      await instrument.operate(
        () => true,
        ({ scripting }) => scripting.run("ReadNavFile", "X:\\nav\\slot-1.nav"),
      );
      // The second item is the other square of the grid, with two holes.
      const before = scope.core.scope.navigator.length;
      await finder.findHoles("2");
      await finder.makeNavPointsAtHoles();
      assert.equal(scope.core.scope.navigator.length, before + 2);
      await assert.rejects(new SerialEmHoleFinder(() => instrument, "Y:\\nav").saveNavigator(), /'paths' leads to Y:/);
    } finally {
      instrument.close();
    }
  });
});
