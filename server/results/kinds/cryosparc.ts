import { z } from "zod";
import { npyTable } from "../formats/npy-table.js";
import { type FileKind, fileOptions } from "../source-kind.js";

const options = z.strictObject({ kind: z.literal("cryosparc"), ...fileOptions });

const kind: FileKind<typeof options> = {
  name: "cryosparc",
  summary: "exposure datasets of cryoSPARC (.cs): NumPy structured arrays",
  form: "files",
  options,
  columns: {
    name: ["movie_blob/path", "micrograph_blob/path", "micrograph_blob_non_dw/path"],
    ctf_resolution_angstrom: ["ctf_stats/ctf_fit_to_A", "ctf/ctf_fit_to_A"],
  },
  isSparse: false,
  isRotated: false,
  table: (file, bytes) => npyTable(file, bytes),
};

export default kind;
