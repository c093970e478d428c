import { WorldGenerator } from "../generator/generate-world.js";
import { largestWorld } from "../generator/largest-world.js";
import { generatedOptions } from "../generator/options.js";
import type { WorldKind } from "../world-kind.js";

/** Worlds with hidden effects of samples, grids, squares, groups and holes, and with what goes wrong by nature. */
const kind: WorldKind<typeof generatedOptions> = {
  name: "generated",
  summary: "draws samples, grids, squares, groups and holes with effects on each level",
  options: generatedOptions,
  tables: () => [],
  open(options) {
    const generator = new WorldGenerator(options);
    const { mostChildren, mostHoles, mostNodes, mostTargets } = largestWorld(options);
    return {
      varies: true,
      shape: generator.shape,
      survey: options.survey,
      mostChildren,
      mostHoles,
      mostNodes,
      mostTargets,
      notes: ["A generated world: its statistics are those of the scenario file, its micrographs are not real."],
      create: (random) => generator.create(random),
    };
  },
};

export default kind;
