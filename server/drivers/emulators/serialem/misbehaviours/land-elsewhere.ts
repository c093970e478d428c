import { z } from "zod";
import type { MisbehaviourKind } from "../misbehaviour.js";

const options = z.strictObject({ micrometers: z.number().default(12) });

const kind: MisbehaviourKind<typeof options> = {
  name: "land-elsewhere",
  summary: "the stage ends beside its goal, and says nothing of it",
  options,
  befalls: (request) => ["MoveStageTo", "MoveStage", "ResetImageShift", "RealignToNavItem"].includes(request),
  strike({ micrometers }, { scope }) {
    scope.nextMissMicrometers = micrometers;
  },
};

export default kind;
