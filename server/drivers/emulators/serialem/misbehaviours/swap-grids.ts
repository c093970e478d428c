import { z } from "zod";
import type { MisbehaviourKind } from "../misbehaviour.js";

const options = z.strictObject({ slots: z.tuple([z.int().min(1), z.int().min(1)]).default([1, 2]) });

const kind: MisbehaviourKind<typeof options> = {
  name: "swap-grids",
  summary: "two grids lie in each other's slots; the slots look as before",
  options,
  befalls: (request) => request === "LoadCartridge",
  strike({ slots: [a, b] }, { scope }) {
    scope.specimen.swap(a, b);
  },
};

export default kind;
