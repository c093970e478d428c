import { z } from "zod";
import type { MisbehaviourKind } from "../misbehaviour.js";

const options = z.strictObject({});

const kind: MisbehaviourKind<typeof options> = {
  name: "close-valve",
  summary: "the column valves close by themselves",
  options,
  befalls: () => true,
  strike(_, { scope }) {
    scope.optics.areValvesOpen = false;
  },
};

export default kind;
