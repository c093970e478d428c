import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { UserError } from "../../../env/errors.js";
import type { Experience, ExperienceColumns, FeatureCounts } from "./experience.js";

/** First bytes of a file, and the version of what follows. */
const MAGIC = Buffer.from("cryogym experience 1\n");

const columnTypes = {
  moves: Int32Array,
  levels: Uint8Array,
  starts: Int32Array,
  context: Float32Array,
  candidates: Float32Array,
  legal: Uint8Array,
  scores: Float32Array,
} as const;

type ColumnName = keyof typeof columnTypes;
const columnNames = Object.keys(columnTypes) as ColumnName[];

interface Header {
  readonly features: FeatureCounts;
  readonly lengths: Readonly<Record<ColumnName, number>>;
}

/**
 * Writes steps and the moves made into a file that is whole or not there: a header as JSON, its length before it, then the
 * columns one after the other, little-endian.
 */
export function writeExperience(file: string, experience: Experience): void {
  const columns = experience.columns();
  const { candidateFeatures, contextFeatures, privilegedFeatures } = experience;
  const header: Header = {
    features: { candidateFeatures, contextFeatures, privilegedFeatures },
    lengths: Object.fromEntries(columnNames.map((name) => [name, columns[name].length])) as Header["lengths"],
  };
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const parts = columnNames.map((name) => {
    const { buffer, byteOffset, byteLength } = columns[name];
    return Buffer.from(buffer, byteOffset, byteLength);
  });
  writeFileSync(`${file}.new`, Buffer.concat([MAGIC, length, text, ...parts]));
  renameSync(`${file}.new`, file);
}

/**
 * Adds the steps of a file to an experience.
 *
 * @throws UserError if the file is none of {@link writeExperience}, is not whole, or has other features
 */
export function readExperience(file: string, into: Experience): void {
  const bytes = readFileSync(file);
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new UserError(`${file} holds no steps of this version of cryogym; delete it, and it is made anew`);
  }
  let at = MAGIC.length + 4;
  const damaged = new UserError(`${file} is damaged; delete it, and it is made anew`);
  const headerBytes = bytes.length < at ? 0 : bytes.readUInt32LE(MAGIC.length);
  if (headerBytes === 0 || bytes.length < at + headerBytes) throw damaged;
  const { features, lengths } = JSON.parse(bytes.subarray(at, at + headerBytes).toString()) as Header;
  at += headerBytes;
  if (features.candidateFeatures !== into.candidateFeatures || features.contextFeatures !== into.contextFeatures) {
    throw new UserError(`${file} was made with other features than this version has; delete it, and it is made anew`);
  }
  const size = columnNames.reduce((sum, name) => sum + lengths[name] * columnTypes[name].BYTES_PER_ELEMENT, at);
  if (bytes.length !== size) throw damaged;
  const columns = Object.fromEntries(
    columnNames.map((name) => {
      const Type = columnTypes[name];
      const size = lengths[name] * Type.BYTES_PER_ELEMENT;
      // A copy, since views have to begin at multiples of their elements' size.
      const column = new Type(Uint8Array.from(bytes.subarray(at, at + size)).buffer);
      at += size;
      return [name, column];
    }),
  ) as unknown as ExperienceColumns;
  into.addColumns(columns);
}
