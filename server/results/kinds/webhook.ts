import { z } from "zod";
import { addressSchema, isLoopbackAddress } from "../../config/address.js";
import { commonOptions, type ListenerKind } from "../source-kind.js";
import { listenForResults } from "../webhook/listen-for-results.js";

const file = z.string().min(1);

const options = z.strictObject({
  kind: z.literal("webhook"),
  ...commonOptions,
  listen: addressSchema.describe("Where POST /results is answered, host:port; port 0 takes a free one."),
  token_file: file.optional().describe("File of the token that senders give as 'Authorization: Bearer TOKEN'."),
  certificate: file.optional().describe("PEM file: the certificate for HTTPS, with 'key'."),
  key: file.optional().describe("PEM file: the certificate's private key."),
  body_mebibytes: z.number().positive().max(256).default(4).describe("Greatest body, mebibytes."),
});

const kind: ListenerKind<typeof options> = {
  name: "webhook",
  summary: "results that others send as JSON over HTTP",
  form: "listener",
  options,
  columns: {
    name: ["name"],
    ctf_resolution_angstrom: ["ctf_resolution_angstrom"],
    ice_thickness_nanometers: ["ice_thickness_nanometers"],
    particle_count: ["particle_count"],
    completed_tilts: ["completed_tilts"],
    failed: ["failed"],
    withdrawn: ["withdrawn"],
  },
  isSparse: true,
  files: ["token_file", "certificate", "key"],
  check({ listen, token_file, certificate, key }) {
    if ((certificate === undefined) !== (key === undefined)) {
      return { key: certificate === undefined ? "key" : "certificate", problem: "certificate and key go together" };
    }
    if (isLoopbackAddress(listen)) return undefined;
    const problem = `'${listen}' is open to the network: add token_file, certificate and key, or listen on 127.0.0.1`;
    return token_file === undefined || certificate === undefined ? { key: "listen", problem } : undefined;
  },
  listen: (given, take) => listenForResults(given, take),
};

export default kind;
