import { z } from "zod";
import type { MisbehaviourKind } from "../misbehaviour.js";

const options = z.strictObject({
  /** While a command runs, which is answered by it, or once it is answered, so that the next one is. */
  when: z.enum(["during", "after"]).default("during"),
});

const kind: MisbehaviourKind<typeof options> = {
  name: "stop",
  summary: "the operator presses STOP",
  options,
  befalls: (request) => request !== "OKtoRun",
  strike({ when }, { pressStop }) {
    pressStop(when);
  },
};

export default kind;
