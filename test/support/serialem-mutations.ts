import type { RandomStream } from "../../env/random/random-stream.js";

/** Bytes with one to three things wrong: bits flipped, bytes changed, cut off, doubled, put in or a length that lies. */
export function mutated(bytes: Buffer, random: RandomStream): Buffer {
  let changed = Buffer.from(bytes);
  for (let i = 0; i <= random.integer(3); i++) changed = mutations[random.integer(mutations.length)]!(changed, random);
  return changed;
}

type Mutation = (bytes: Buffer, random: RandomStream) => Buffer<ArrayBuffer>;

const EXTREMES = [-1, 0, 1, 7, 8, 9, 0x7fffffff, -0x80000000, 1 << 20, 19, 20, 21];

const at = (bytes: Buffer, random: RandomStream) => random.integer(Math.max(1, bytes.length));

const mutations: readonly Mutation[] = [
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[at(copy, random)]! ^= 1 << random.integer(8);
    return copy;
  },
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[at(copy, random)] = random.integer(256);
    return copy;
  },
  (bytes, random) => Buffer.from(bytes.subarray(0, at(bytes, random))),
  (bytes, random) => {
    const place = at(bytes, random);
    return Buffer.concat([bytes.subarray(0, place), Buffer.of(random.integer(256)), bytes.subarray(place)]);
  },
  (bytes, random) => Buffer.concat([bytes, bytes.subarray(at(bytes, random))]),
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    const words = Math.floor(copy.length / 4);
    if (words > 0) copy.writeInt32LE(EXTREMES[random.integer(EXTREMES.length)]!, 4 * random.integer(words));
    return copy;
  },
];
