import { z } from "zod";
import { starTable } from "../formats/star-table.js";
import { type FileKind, fileOptions } from "../source-kind.js";

const options = z.strictObject({
  kind: z.literal("relion"),
  ...fileOptions,
  block: z
    .string()
    .optional()
    .describe("Which 'data_' block of the file. Left out: the first with a column of micrographs' names."),
});

const columns = {
  name: ["rlnMicrographName", "rlnMicrographMovieName"],
  ctf_resolution_angstrom: ["rlnCtfMaxResolution"],
};

const kind: FileKind<typeof options> = {
  name: "relion",
  summary: "RELION's micrographs_ctf.star, which is written anew as a whole",
  form: "files",
  options,
  columns,
  isSparse: false,
  isRotated: false,
  table(file, bytes, { block, columns: given }, isFinal) {
    const labels = given.name === undefined ? columns.name : [given.name].flat();
    return starTable(file, bytes, { block, labels }, isFinal);
  },
};

export default kind;
