import { z } from "zod";
import { csvTable } from "../formats/csv-table.js";
import { type FileKind, fileOptions } from "../source-kind.js";

const options = z.strictObject({
  kind: z.literal("csv"),
  ...fileOptions,
  delimiter: z.string().length(1).default(",").describe("Between two values; '\\t' is a tabulator."),
  comment: z.string().min(1).optional().describe("Lines that begin with it are passed over."),
});

const kind: FileKind<typeof options> = {
  name: "csv",
  summary: "CSV with a header; lines may be added and files put aside",
  form: "files",
  options,
  columns: { name: ["name"], ctf_resolution_angstrom: ["ctf_resolution_angstrom"] },
  isSparse: false,
  isRotated: true,
  table: (file, bytes, { delimiter, comment }, isFinal) => csvTable(file, bytes, { delimiter, comment }, isFinal),
};

export default kind;
