import { z } from "zod";
import { FILE_NAME, jsonTable } from "../formats/json-table.js";
import { textOf } from "../formats/text.js";
import { type FileKind, fileOptions } from "../source-kind.js";

const options = z.strictObject({ kind: z.literal("json"), ...fileOptions });

const kind: FileKind<typeof options> = {
  name: "json",
  summary: "a JSON file for each micrograph, or lists of them",
  form: "files",
  options,
  columns: {
    name: ["name", FILE_NAME],
    ctf_resolution_angstrom: ["ctf_resolution_angstrom"],
    ice_thickness_nanometers: ["ice_thickness_nanometers"],
    particle_count: ["particle_count"],
    completed_tilts: ["completed_tilts"],
    failed: ["failed"],
    withdrawn: ["withdrawn"],
  },
  isSparse: true,
  isRotated: false,
  table: (file, bytes) => jsonTable(file, textOf(file, bytes)),
};

export default kind;
