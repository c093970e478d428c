import type { RandomStream } from "../../env/random/random-stream.js";

/** What files are broken by: their own marks, numbers that are none, bytes that are no text. */
const MARKS = [
  "[",
  "]",
  "=",
  "#",
  "\n",
  "\r\n",
  "\r",
  "<",
  ">",
  "/>",
  "</",
  "&",
  "&amp;",
  "&#0;",
  "&#x110000;",
  "<!--",
  "-->",
  "<![CDATA[",
  "]]>",
  "<?",
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  "\0",
  "\ufeff",
  "1e999",
  "-1e-999",
  "NaN",
  "Infinity",
  "0x10",
  "1_0",
  "--1",
  ".",
  "",
  " ",
  "   ".repeat(200),
  "9".repeat(400),
  "[Item = 1-1]\n",
  "NumPts = 1000000000\n",
  "Type = 1.5\n",
  "MapID = 301\n",
  "é",
  "😀",
  "\ud800",
  "__proto__ = 1\n",
  "<__proto__>1</__proto__>",
  "constructor",
];

/** A text in which one thing or four were changed: cut, doubled, moved, replaced, cut off. The same stream, the same text. */
export function mutated(text: string, random: RandomStream): Buffer {
  let bytes = Buffer.from(text);
  for (let times = random.integer(3) === 0 ? 4 : 1; times > 0; times--) bytes = mutatedOnce(bytes, random);
  return bytes;
}

function mutatedOnce(bytes: Buffer, random: RandomStream): Buffer<ArrayBuffer> {
  const at = random.integer(bytes.length + 1);
  const length = random.integer(1 + Math.min(bytes.length - at, random.integer(4) === 0 ? 400 : 12));
  const [before, within, after] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)];
  const mark = Buffer.from(MARKS[random.integer(MARKS.length)]!);
  switch (random.integer(8)) {
    case 0:
      return Buffer.concat([before, after]);
    case 1:
      return Buffer.concat([before, within, within, after]);
    case 2:
      return Buffer.concat([before, mark, after]);
    case 3:
      return Buffer.concat([before, mark, within, after]);
    case 4:
      return Buffer.concat([before]);
    case 5:
      return Buffer.concat([before, Buffer.from([random.integer(256), random.integer(256)]), after]);
    case 6:
      return Buffer.concat([after, within, before]);
    default: {
      const lines = bytes.toString("latin1").split("\n");
      const [a, b] = [random.integer(lines.length), random.integer(lines.length)];
      [lines[a], lines[b]] = [lines[b]!, lines[a]!];
      return Buffer.from(lines.join("\n"), "latin1");
    }
  }
}
