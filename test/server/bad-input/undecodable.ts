import type { RandomStream } from "../../../env/random/random-stream.js";
import { type Definition, methods } from "../access/support/trivial-server.js";

/** Beginnings that no message has: numbers, lengths and groups that do not end, a field of number 0, a kind of field there is none of. */
const torn = ["ff", "0801ffff", "52ffffffff0f", "0a", "0aff", "00", "0b", "0e00", "0a05aa", "08ffffffffffffffffffff01"];

/** Bytes that a method's request can't be decoded from. */
export function undecodable({ requestDeserialize }: Definition, number: number, random: RandomStream): Buffer {
  for (let i = number; ; i++) {
    const drawn = Array.from({ length: 1 + random.integer(60) }, () => random.integer(256));
    const bytes = i % 2 === 0 ? Buffer.from(torn[(i / 2) % torn.length]!, "hex") : Buffer.from(drawn);
    try {
      requestDeserialize(bytes);
    } catch {
      return bytes;
    }
  }
}

/** Methods that are fed with them in turn. */
export const fedMethods: readonly Definition[] = methods;
