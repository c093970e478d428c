/**
 * A value as text that is equal for equal values alone: arrays of numbers byte by byte with their type, keys in order,
 * NaN and −0 told apart. Functions count as absent.
 *
 * @param without keys of objects that are left out
 * @example fingerprint(Float32Array.of(1)) === fingerprint(Float64Array.of(1)); // false
 */
export function fingerprint(value: unknown, without: readonly string[] = []): string {
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
    return `${value.constructor.name}:${bytes}`;
  }
  if (Array.isArray(value)) return `[${value.map((entry) => fingerprint(entry, without)).join()}]`;
  if (typeof value === "object" && value !== null) {
    const keys = Object.keys(value).filter((key) => !without.includes(key));
    const entries = keys
      .sort()
      .map((key) => [key, Reflect.get(value, key)] as const)
      .filter(([, entry]) => typeof entry !== "function" && entry !== undefined);
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${fingerprint(entry, without)}`).join()}}`;
  }
  if (typeof value === "string") return JSON.stringify(value);
  return Object.is(value, -0) ? "-0" : `${typeof value}:${String(value)}`;
}
