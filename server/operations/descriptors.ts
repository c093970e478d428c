import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createFileRegistry, type FileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { packageRoot } from "../../env/package-root.js";

/** All protocol definitions with their imports and comments, as the build leaves them. */
const FILE = join(packageRoot, "dist", "proto", "descriptors.binpb");

let loaded: FileRegistry | undefined;

/**
 * The protocol as data: what reflection tells, and what JSON is read and written by. Read once.
 *
 * @throws Error if the build has not made it
 */
export function protocolDescriptors(): FileRegistry {
  if (loaded === undefined) {
    if (!existsSync(FILE)) throw new Error(`${FILE} is missing; 'npm run build' makes it`);
    loaded = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(FILE)));
  }
  return loaded;
}
