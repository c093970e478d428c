import { z } from "zod";
import type { MisbehaviourKind } from "../misbehaviour.js";

const options = z.strictObject({ seconds: z.number().positive().default(600) });

const kind: MisbehaviourKind<typeof options> = {
  name: "fill-dewar",
  summary: "dewars are filled for some time, by the microscope's clock",
  options,
  befalls: () => true,
  strike({ seconds }, { scope }) {
    scope.fillingUntilSeconds = scope.clock.nowSeconds() + seconds;
  },
};

export default kind;
