import { z } from "zod";
import { FoundTable } from "../found-table.js";
import { groupingKeys, groupingRule } from "../grouping-options.js";
import { layOutRows } from "../lay-out-rows.js";
import type { TargetFinderKind } from "../target-finder.js";

const column = z.string().min(1);

const options = z.strictObject({
  kind: z.literal("table"),
  file: column.describe("A .csv file with a header, or a .json file with an array of objects."),
  columns: z
    .strictObject({
      id: column.describe("What a hole is called; unique within its square."),
      grid: column,
      square: column,
      group: column.optional().describe("Left out: groups are what image shift reaches."),
      x: column.optional().describe("Stage position."),
      y: column.optional(),
      z: column.optional(),
      image: column.optional().describe("The image in which the hole was seen."),
      image_x: column.optional().describe("Where in it, pixels."),
      image_y: column.optional(),
      calibration: column.optional(),
    })
    .describe("Names of the columns, as the table has them."),
  stage_unit: z.enum(["micrometers", "nanometers", "millimeters", "meters"]).default("micrometers"),
  features: z
    .record(z.string().min(1), column)
    .default({})
    .describe("By the names that policies know, such as predicted_ctf_resolution_angstrom: the columns."),
  ...groupingKeys,
});

const kind: TargetFinderKind<typeof options> = {
  name: "table",
  summary: "a CSV or JSON table of holes, from Ptolemy, SmartScope or anything else",
  options,
  open: (given) => ({
    async find({ parent }) {
      const table = await FoundTable.read(given.file);
      const found = layOutRows(table, given, groupingRule(given));
      if (parent === undefined) return found;
      const inside = new Set([parent.id]);
      return found.filter((target) => inside.has(target.parentId) && inside.add(target.id) !== undefined);
    },
  }),
};

export default kind;
