import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { policies } from "../../agent/policies/index.js";
import type { Policy, PolicyEntry, PrepareOptions } from "../../agent/policy.js";
import { createPolicy, parsePolicySpec, preparePolicies } from "../../agent/policy-spec.js";
import { UserError } from "../../env/errors.js";
import { packageRoot } from "../../env/package-root.js";

/** A policy that can be made as often as wanted. */
export interface PreparedPolicy {
  readonly spec: string;
  readonly remembers: NonNullable<PolicyEntry["remembers"]>;
  /** SHA-256 over what it is made from, as 64 hexadecimal digits. */
  readonly hash: string;
  create(): Policy;
}

/** Makes policies in one thread, and loads what each is made from once. */
export class PolicyMaker {
  readonly #prepared = new Map<string, PreparedPolicy>();

  constructor(readonly options: PrepareOptions) {}

  /**
   * @param spec as it is written on a command line
   * @param hash what it has to be made from; undefined if it is new
   * @throws UserError if there is no such policy, it can't be loaded, or its files are others by now
   */
  async prepare(spec: string, hash?: string): Promise<PreparedPolicy> {
    const known = this.#prepared.get(spec);
    const prepared = known ?? (await this.#load(spec));
    const changed =
      hash === undefined ? known !== undefined && hashOfPolicy(spec) !== known.hash : hash !== prepared.hash;
    if (changed) {
      throw new UserError(
        `the files of the policy '${spec}' have changed since it was loaded; write another checkpoint into another folder`,
      );
    }
    this.#prepared.set(spec, prepared);
    return prepared;
  }

  async #load(spec: string): Promise<PreparedPolicy> {
    const { name } = parsePolicySpec(spec);
    const hash = hashOfPolicy(spec);
    await preparePolicies([spec], [], this.options);
    const { remembers = "decisions" } = policies.get(name);
    return { spec, remembers, hash, create: () => createPolicy(spec) };
  }
}

let version: string | undefined;

/**
 * SHA-256 over what a policy is made from: the package's version, the policy's name and settings and, where it is made
 * from files, these.
 *
 * @throws UserError if a file can't be read
 */
export function hashOfPolicy(spec: string): string {
  const { name, values, folder } = parsePolicySpec(spec);
  version ??= String(JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")).version);
  const sum = createHash("sha256");
  const settings = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  sum.update(JSON.stringify([version, name, settings]));
  for (const file of policies.get(name).filesOf?.(folder) ?? []) {
    const content = read(file, spec);
    sum.update(`\0${basename(file)}\0${content.length}\0`).update(content);
  }
  return sum.digest("hex");
}

function read(file: string, spec: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UserError(`policy '${spec}': can't read ${file}: ${(error as Error).message}`);
  }
}
