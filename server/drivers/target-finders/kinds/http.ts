import { readFileSync } from "node:fs";
import { z } from "zod";
import { UserError } from "../../../../env/errors.js";
import { askFinder } from "../ask-finder.js";
import { formGroups, type LooseHole } from "../form-groups.js";
import { groupingKeys, groupingRule } from "../grouping-options.js";
import type { FindRequest, FoundTarget, TargetFinderKind } from "../target-finder.js";

const options = z.strictObject({
  kind: z.literal("http"),
  url: z.url({ protocol: /^https?$/ }).describe("Where requests are posted."),
  token_file: z.string().min(1).optional().describe("File with a bearer token."),
  timeout_seconds: z.number().positive().max(3600).default(60),
  tries: z.int().min(1).max(10).default(3).describe("How often a finder that does not answer is asked."),
  ...groupingKeys,
});

type Options = z.output<typeof options>;

const kind: TargetFinderKind<typeof options> = {
  name: "http",
  summary: "a program of your own: an image in, targets with features out",
  options,
  open: (given) => ({ findsBelow: true, find: (request) => find(given, request) }),
};

export default kind;

async function find(given: Options, request: FindRequest): Promise<readonly FoundTarget[]> {
  const { parent } = request;
  const token = given.token_file === undefined ? undefined : readToken(given.token_file);
  const answer = await askFinder({ ...given, token }, request);
  // Without a parent grids are asked for, in a grid squares, in a square holes.
  if (parent === undefined) return answer.map((one) => ({ ...loose(one, ""), parentId: "", level: 1 }));
  const inside = answer.map((one) => loose(one, `${parent.id}/`));
  if (parent.level === 1) return inside.map((one) => ({ ...one, parentId: parent.id, level: 2 }));
  return formGroups(parent.id, inside, groupingRule(given));
}

type Answered = Awaited<ReturnType<typeof askFinder>>[number];

/** As the finder told of it, its id made one of this session. */
function loose({ id, name, stage, pixel, features, spent }: Answered, prefix: string): LooseHole {
  return {
    id: `${prefix}${id}`,
    name: name ?? id,
    ...(stage !== undefined && { stage: { x: stage.x, y: stage.y, ...(stage.z !== undefined && { z: stage.z }) } }),
    ...(pixel !== undefined && { pixel }),
    features,
    ...(spent === true && { isSpent: true }),
  };
}

function readToken(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new UserError(`finder.token_file: ${(error as Error).message}`);
  }
}
