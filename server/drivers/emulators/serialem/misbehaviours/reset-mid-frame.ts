import { z } from "zod";
import type { MisbehaviourKind } from "../misbehaviour.js";

const options = z.strictObject({ afterBytes: z.int().min(0).default(6) });

const kind: MisbehaviourKind<typeof options> = {
  name: "reset-mid-frame",
  summary: "the command is carried out and the connection is reset in the middle of the answer",
  options,
  befalls: () => true,
  strike({ afterBytes }, { delivery }) {
    delivery.resetAfterBytes = afterBytes;
  },
};

export default kind;
