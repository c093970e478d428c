import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocatedError, UserError } from "../../env/errors.js";
import { RandomStream } from "../../env/random/random-stream.js";
import { groupingKinds } from "../../env/world/grouping/kinds/index.js";
import { withSections } from "../../server/drivers/files/adoc/edit-adoc.js";
import { parseEpuGridSquare } from "../../server/drivers/files/epu/grid-square.js";
import { parseEpuImage } from "../../server/drivers/files/epu/image.js";
import { parseEpuSession } from "../../server/drivers/files/epu/session.js";
import { parseMdoc } from "../../server/drivers/files/mdoc.js";
import { parseNavigator } from "../../server/drivers/files/navigator.js";
import { SourceText } from "../../server/drivers/files/source-text.js";
import { navigatorWithPlan } from "../../server/drivers/files/write-navigator-plan.js";
import { LookOn } from "../../server/drivers/observer/look-on.js";
import { observerOptions } from "../../server/drivers/observer/options.js";
import { Reach } from "../../server/drivers/observer/reach.js";
import { navigatorTargets } from "../../server/drivers/target-finders/navigator-targets.js";
import { toTargets } from "../../server/drivers/target-finders/to-targets.js";
import { mutated } from "./mutate-text.js";
import { epuImageText, epuSquareText, mdocText, navigatorText, xmlNavigatorText } from "./nav-texts.js";
import { TestMemory } from "./observer-memory.js";

/** No file of a few kilobytes takes longer, milliseconds; far above what it takes, below what a person waits. */
const MOST_MILLISECONDS = 2000;

const session = "<EpuSessionXml><Name>s</Name><AutoloaderSlot>6</AutoloaderSlot></EpuSessionXml>";

const kinds: readonly (readonly [name: string, text: string, read: (source: SourceText) => void])[] = [
  ["a.nav", navigatorText(), readNavigator],
  ["b.nav", xmlNavigatorText, readNavigator],
  ["c.mdoc", mdocText, (source) => void parseMdoc(source)],
  ["d.xml", epuImageText(), (source) => void parseEpuImage(source)],
  ["e.dm", epuSquareText(89, [1, 2, 3]), (source) => void parseEpuGridSquare(source)],
  ["f.dm", session, (source) => void parseEpuSession(source)],
];

/** Reads a navigator, writes it back, takes its targets, and writes a plan of all its points. */
function readNavigator(source: SourceText): void {
  const navigator = parseNavigator(source);
  const { adoc, items } = navigator;
  const same = withSections(
    adoc,
    adoc.sections.map((section) => ({ section })),
  );
  assert.equal(same, source.text);
  const plan = items.filter(({ type }) => type === "point").map((point) => ({ point, note: "why" }));
  const written = parseNavigator(SourceText.of("plan.nav", navigatorWithPlan(navigator, plan)));
  assert.equal(written.items.length, items.length);
  assert.equal(written.items.filter(({ acquire, type }) => acquire && type === "point").length, plan.length);
  const grouping = groupingKinds.get("greedy-cover");
  const rule = { grouping, radiusMicrometers: 10, grid: "G", points: "all", byGroupId: false } as const;
  toTargets(navigatorTargets(navigator, rule).targets);
}

/**
 * Breaks files in many ways. Each is either read, and what can be written back is written back byte for byte, or refused with
 * the place in it that is wrong.
 *
 * @returns how many of each were read and refused
 */
export function fuzzFiles(count: number, seed: number): { readonly read: number; readonly refused: number } {
  const random = new RandomStream(seed);
  let read = 0;
  for (let i = 0; i < count; i++) {
    const [name, text, reads] = kinds[i % kinds.length]!;
    const bytes = mutated(text, random);
    const began = performance.now();
    try {
      reads(SourceText.of(name, bytes));
      read++;
    } catch (error) {
      const shown = `${name} of seed ${seed}, number ${i}: ${JSON.stringify(bytes.toString("latin1"))}`;
      if (!(error instanceof UserError)) throw new Error(shown, { cause: error });
      if (error instanceof LocatedError) {
        const { line, column, file } = error.location;
        const lines = bytes.toString("latin1").split("\n");
        assert.ok(file === name && line >= 1 && line <= lines.length && column >= 1, `${error.message} in ${shown}`);
        assert.ok(column <= lines[line - 1]!.length + 1, `${error.message} in ${shown}`);
      } else assert.match(error.message, /target '/, shown);
    }
    assert.ok(performance.now() - began < MOST_MILLISECONDS, `${name} of seed ${seed}, number ${i} takes too long`);
  }
  return { read, refused: count - read };
}

/** Lets an observer look at a folder of broken files and one good one. */
export async function fuzzObserver(folder: string, count: number, seed: number): Promise<TestMemory> {
  const random = new RandomStream(seed);
  const memory = new TestMemory();
  const target = { id: "G", parentId: "", level: 1, name: "G", features: {}, status: 1 } as never;
  memory.tell({ keys: ["grid"], news: [{ $case: "survey", survey: { targets: [target] } }] });
  const data = join(folder, "epu/Images-Disc1/GridSquare_89/Data");
  for (const name of ["nav", "frames", "epu/Metadata"]) mkdirSync(join(folder, name), { recursive: true });
  mkdirSync(data, { recursive: true });
  writeFileSync(join(folder, "nav/g.nav"), navigatorText());
  writeFileSync(join(folder, "frames/good.tif.mdoc"), mdocText.replace("shot_0001", "good"));
  for (let i = 0; i < count; i++) {
    writeFileSync(join(folder, `frames/${i}.tif.mdoc`), mutated(mdocText.replace("shot_0001", `m${i}`), random));
    writeFileSync(join(data, `FoilHole_${i}_Data_1.xml`), mutated(epuImageText(), random));
    writeFileSync(join(folder, `epu/Metadata/GridSquare_${i}.dm`), mutated(epuSquareText(i, [1, 2, 3]), random));
  }
  const options = observerOptions.parse({
    navigators: [{ grid: "G", file: join(folder, "nav/g.nav") }],
    frames: [{ grid: "G", folder: join(folder, "frames") }],
    epu: [{ grid: "G", folder: join(folder, "epu") }],
  });
  let seconds = 0;
  const nowSeconds = () => seconds;
  const reach = new Reach(60, nowSeconds, memory);
  const on = new LookOn(options, { memory, reach, clock: () => {}, nowSeconds });
  for (; seconds < 400; seconds += 100) await on.poll();
  return memory;
}
