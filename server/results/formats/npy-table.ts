import { UserError } from "../../../env/errors.js";
import type { ResultTable } from "../result-table.js";
import { DescriptionError, type NpyRecord, npyRecord } from "./npy-fields.js";
import { LiteralError, type PythonLiteral, parsePythonLiteral } from "./python-literal.js";

const MAGIC = Buffer.from("\x93NUMPY", "latin1");
/** What cryoSPARC's newer format of its own begins with. */
const CSDAT = Buffer.from("\x94CSDAT", "latin1");

/**
 * The records of a NumPy structured array (`.npy`, versions 1 to 3), which is what cryoSPARC's `.cs` files are. Places are
 * bytes of the file. The format: numpy.lib.format in NumPy's documentation.
 *
 * @throws UserError as `file: byte n: what`, also where the file is shorter or longer than its header says
 */
export function npyTable(file: string, bytes: Buffer): ResultTable {
  const { text, start, from } = headerOf(file, bytes);
  const { record, length } = described(file, text, from);
  const whole = start + length * record.bytes;
  if (bytes.length !== whole) {
    const has = Math.max(0, Math.floor((bytes.length - start) / Math.max(1, record.bytes)));
    const what =
      bytes.length < whole
        ? `the file ends after ${has} of ${length} records; half-written?`
        : `more than the ${length} records that the header tells of`;
    throw failed(file, Math.min(bytes.length, whole), what);
  }
  const fields = new Map(record.fields.filter(({ read }) => read !== undefined).map((field) => [field.name, field]));
  const at = (row: number, column: string | undefined) =>
    start + row * record.bytes + (fields.get(column ?? "")?.offset ?? 0);
  return {
    columns: [...fields.keys()],
    length,
    value: (row, column) => fields.get(column)?.read?.(bytes, at(row, column)),
    place: (row, column) => `${file}: byte ${at(row, column)}`,
    header: `${file}: byte ${from}`,
    problems: [],
  };
}

interface Header {
  readonly text: string;
  /** Byte at which the header's text begins. */
  readonly from: number;
  /** Byte at which the records begin. */
  readonly start: number;
}

function headerOf(file: string, bytes: Buffer): Header {
  const magic = bytes.subarray(0, MAGIC.length);
  if (magic.equals(CSDAT)) {
    throw failed(file, 0, "cryoSPARC's own format (CSDAT), which is not read; expected a NumPy array: save it as one");
  }
  if (!magic.equals(MAGIC)) {
    const isShort = bytes.length < MAGIC.length;
    throw failed(file, 0, isShort ? "the file ends in its first bytes; half-written?" : "not a NumPy array (.npy)");
  }
  const version = bytes[6];
  const isOld = version === 1;
  if (version !== undefined && !(version >= 1 && version <= 3))
    throw failed(file, 6, `version ${version}; expected 1 to 3`);
  const from = isOld ? 10 : 12;
  if (bytes.length < from) throw failed(file, bytes.length, "the file ends in its header; half-written?");
  const size = isOld ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  if (bytes.length < from + size) throw failed(file, bytes.length, "the file ends in its header; half-written?");
  return { text: bytes.toString(version === 3 ? "utf8" : "latin1", from, from + size), from, start: from + size };
}

function described(file: string, text: string, from: number): { readonly record: NpyRecord; readonly length: number } {
  let header: PythonLiteral;
  try {
    header = parsePythonLiteral(text);
  } catch (error) {
    if (!(error instanceof LiteralError)) throw error;
    throw failed(file, from + error.offset, `the header is no Python dictionary: ${error.message}`);
  }
  if (typeof header !== "object" || header === null || !("dict" in header)) {
    throw failed(file, from, "the header is no Python dictionary");
  }
  const { dict } = header;
  const [descr, shape] = [dict.get("descr"), dict.get("shape")];
  if (descr === undefined) throw failed(file, from, "the header has no 'descr'");
  const [length] = Array.isArray(shape) ? (shape as readonly PythonLiteral[]) : [];
  if (
    !Array.isArray(shape) ||
    shape.length !== 1 ||
    typeof length !== "number" ||
    !Number.isSafeInteger(length) ||
    length < 0
  ) {
    throw failed(file, from, "expected one dimension: 'shape': (records,)");
  }
  try {
    return { record: npyRecord(descr), length };
  } catch (error) {
    if (!(error instanceof DescriptionError)) throw error;
    throw failed(file, from, error.message);
  }
}

function failed(file: string, byte: number, what: string): UserError {
  return new UserError(`${file}: byte ${byte}: ${what}`);
}
