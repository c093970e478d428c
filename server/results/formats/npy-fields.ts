import type { Value } from "../result-table.js";
import type { PythonLiteral } from "./python-literal.js";

/** One field of a NumPy structured array. */
export interface NpyField {
  readonly name: string;
  /** Bytes from the start of a record. */
  readonly offset: number;
  /** Reads a value; undefined for fields that are no single number, truth value or text. */
  readonly read: ((bytes: Buffer, at: number) => Value) | undefined;
}

/** How a record of a NumPy structured array lies in memory. */
export interface NpyRecord {
  readonly fields: readonly NpyField[];
  /** Of one record. */
  readonly bytes: number;
}

/** What is wrong with a description. */
export class DescriptionError extends Error {
  override readonly name = "DescriptionError";
}

const MOST_RECORD_BYTES = 1 << 24;
const KIND = /^([<>|=])([a-zA-Z])(\d*)(\[[^\]]*\])?$/;

/**
 * How the records lie that a header's `descr` describes: `[(name, type), (name, type, shape), (name, [fields…])]`.
 *
 * @throws DescriptionError
 * @example npyRecord([["uid", "<u8"], ["blob/path", "|S40"]]).bytes // 48
 */
export function npyRecord(descr: PythonLiteral): NpyRecord {
  const fields: NpyField[] = [];
  const bytes = addFields(descr, "", 0, fields);
  const names = new Set<string>();
  for (const { name } of fields) {
    if (names.has(name)) throw new DescriptionError(`the field '${name}' comes twice`);
    names.add(name);
  }
  return { fields, bytes };
}

function addFields(descr: PythonLiteral, prefix: string, start: number, fields: NpyField[]): number {
  if (!Array.isArray(descr)) {
    throw new DescriptionError("expected a structured array: a list of fields in 'descr'");
  }
  let offset = start;
  for (const field of descr as readonly PythonLiteral[]) {
    if (!Array.isArray(field) || field.length < 2 || field.length > 3) {
      throw new DescriptionError("expected each field as (name, type) or (name, type, shape)");
    }
    const [given, type, shape] = field as PythonLiteral[];
    // A field with a title is ((title, name), type).
    const name = Array.isArray(given) ? (given as readonly PythonLiteral[])[1] : given;
    if (typeof name !== "string" || type === undefined)
      throw new DescriptionError("expected a field's name as a string");
    const times = shape === undefined ? 1 : count(shape, name);
    const whole = prefix + name;
    if (typeof type === "string") {
      const { bytes, read } = scalar(type, whole);
      fields.push({ name: whole, offset, read: shape === undefined ? read : undefined });
      offset += bytes * times;
    } else {
      const inner: NpyField[] = [];
      const bytes = addFields(type, `${whole}.`, offset, inner) - offset;
      if (shape === undefined) fields.push(...inner);
      offset += bytes * times;
    }
    if (!(offset <= MOST_RECORD_BYTES)) throw new DescriptionError(`the field '${whole}' is too large`);
  }
  return offset;
}

function count(shape: PythonLiteral, name: string): number {
  const sizes = Array.isArray(shape) ? (shape as readonly PythonLiteral[]) : [shape];
  return sizes.reduce<number>((product, size) => {
    if (typeof size !== "number" || size < 0)
      throw new DescriptionError(`the shape of the field '${name}' is no shape`);
    return product * size;
  }, 1);
}

function scalar(type: string, name: string): Pick<NpyField, "read"> & { readonly bytes: number } {
  const match = KIND.exec(type);
  if (match === null) throw new DescriptionError(`the field '${name}' has the unknown type '${type.slice(0, 40)}'`);
  const little = match[1] !== ">";
  const kind = match[2]!;
  const size = match[3] === "" ? 1 : Number(match[3]);
  switch (`${kind}${size}`) {
    case "f4":
      return { bytes: 4, read: (b, at) => shortest(little ? b.readFloatLE(at) : b.readFloatBE(at)) };
    case "f8":
      return { bytes: 8, read: (b, at) => (little ? b.readDoubleLE(at) : b.readDoubleBE(at)) };
    case "u8":
      return { bytes: 8, read: (b, at) => String(little ? b.readBigUInt64LE(at) : b.readBigUInt64BE(at)) };
    case "i8":
      return { bytes: 8, read: (b, at) => String(little ? b.readBigInt64LE(at) : b.readBigInt64BE(at)) };
    case "u1":
    case "u2":
    case "u4":
      return { bytes: size, read: (b, at) => (little ? b.readUIntLE(at, size) : b.readUIntBE(at, size)) };
    case "i1":
    case "i2":
    case "i4":
      return { bytes: size, read: (b, at) => (little ? b.readIntLE(at, size) : b.readIntBE(at, size)) };
    case "b1":
      return { bytes: 1, read: (b, at) => b[at] !== 0 };
  }
  if (kind === "S" || kind === "a") return { bytes: size, read: (b, at) => textOf(b.subarray(at, at + size)) };
  if (kind === "U") return { bytes: 4 * size, read: (b, at) => wideText(b, at, size, little) };
  if (kind === "O") {
    throw new DescriptionError(
      `the field '${name}' holds Python objects, which are not read; save it with fixed types`,
    );
  }
  if ("fcVmMiub".includes(kind)) return { bytes: size, read: undefined };
  throw new DescriptionError(`the field '${name}' has the unknown type '${type.slice(0, 40)}'`);
}

/** A single-precision number by its shortest decimal, as NumPy prints it: 3.14, not 3.140000104904175. */
function shortest(value: number): number {
  for (let digits = 6; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function textOf(bytes: Buffer): string {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.toString("utf8", 0, end);
}

function wideText(bytes: Buffer, at: number, size: number, little: boolean): string {
  let text = "";
  for (let i = 0; i < size; i++) {
    const code = little ? bytes.readUInt32LE(at + 4 * i) : bytes.readUInt32BE(at + 4 * i);
    text += code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
  }
  return text.replace(/\0+$/, "");
}
