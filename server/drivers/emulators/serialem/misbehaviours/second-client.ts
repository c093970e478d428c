import { z } from "zod";
import type { MisbehaviourKind } from "../misbehaviour.js";

const options = z.strictObject({});

const kind: MisbehaviourKind<typeof options> = {
  name: "second-client",
  summary: "another client connects while the command runs: it is answered, then cut off",
  options,
  befalls: () => true,
  strike: (_, { connectSecondClient }) => connectSecondClient(),
};

export default kind;
