import { z } from "zod";
import type { MisbehaviourKind } from "../misbehaviour.js";

const options = z.strictObject({ message: z.string().min(1).max(200).default("The camera did not answer") });

/** Requests that run no script command put no dialog up. */
const SCRIPTLESS = ["OKtoRun", "GetBufferImage", "PutImage"];

const kind: MisbehaviourKind<typeof options> = {
  name: "modal-dialog",
  summary: "the command fails with a dialog that waits for somebody, or with an error after NoMessageBoxOnError",
  options,
  befalls: (request) => !SCRIPTLESS.includes(request),
  strike: ({ message }, { showDialog }) => showDialog(message),
};

export default kind;
