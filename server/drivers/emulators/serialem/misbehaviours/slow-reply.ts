import { z } from "zod";
import type { MisbehaviourKind } from "../misbehaviour.js";

const options = z.strictObject({ milliseconds: z.number().min(0).default(300) });

const kind: MisbehaviourKind<typeof options> = {
  name: "slow-reply",
  summary: "the answer is late, in real time",
  options,
  befalls: () => true,
  strike({ milliseconds }, { delivery }) {
    delivery.delayMilliseconds = milliseconds;
  },
};

export default kind;
