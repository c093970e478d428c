import { z } from "zod";
import type { MisbehaviourKind } from "../misbehaviour.js";

const options = z.strictObject({
  /** Bytes of the answer, counted from its beginning, at which a new segment begins. */
  at: z.array(z.int().min(1)).min(1).default([1, 7, 33, 1001]),
});

const kind: MisbehaviourKind<typeof options> = {
  name: "split-image",
  summary: "an image and what announces it arrive in pieces cut anywhere",
  options,
  befalls: (request) => request === "GetBufferImage",
  strike({ at }, { delivery }) {
    delivery.splitAt = at;
  },
};

export default kind;
