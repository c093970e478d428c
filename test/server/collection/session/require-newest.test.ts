import assert from "node:assert/strict";
import { type Memories, requireNewest } from "../../../../server/collection/session/require-newest.js";

const sessionKey = "monday";

describe("requireNewest", () => {
  const cases: readonly (readonly [string, Omit<Memories, "sessionKey">, RegExp | undefined])[] = [
    ["a first one", { lastEpoch: 0, ack: 0, heardEpoch: 0, isAtWork: false }, undefined],
    [
      "one after a break that the server has not noticed",
      { lastEpoch: 4, ack: 9, heardEpoch: 4, isAtWork: true },
      undefined,
    ],
    ["one whose last welcome was lost", { lastEpoch: 3, ack: 9, heardEpoch: 3, isAtWork: false }, undefined],
    ["one of a server that was started anew", { lastEpoch: 4, ack: 9, heardEpoch: 0, isAtWork: false }, undefined],
    ["one of a driver that counts no epochs", { lastEpoch: 0, ack: 9, heardEpoch: 4, isAtWork: true }, undefined],
    ["one that was stuck", { lastEpoch: 3, ack: 9, heardEpoch: 4, isAtWork: true }, /epoch 3, .* spoken in epoch 4/],
    ["one that was stuck, with no driver now", { lastEpoch: 3, ack: 9, heardEpoch: 4, isAtWork: false }, /epoch 3/],
    ["a second driver's", { lastEpoch: 0, ack: 0, heardEpoch: 4, isAtWork: true }, /has a driver at work/],
  ];
  for (const [what, memories, words] of cases) {
    it(`${words === undefined ? "lets" : "turns away"} ${what}`, () => {
      const require = () => requireNewest({ sessionKey, ...memories });
      if (words === undefined) require();
      else assert.throws(require, { name: "ProtocolError", message: words });
    });
  }
});
