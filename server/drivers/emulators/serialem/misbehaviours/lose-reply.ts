import { z } from "zod";
import type { MisbehaviourKind } from "../misbehaviour.js";

const options = z.strictObject({});

const kind: MisbehaviourKind<typeof options> = {
  name: "lose-reply",
  summary: "the command is carried out and the connection breaks instead of an answer",
  options,
  befalls: () => true,
  strike(_, { delivery }) {
    delivery.isLost = true;
  },
};

export default kind;
