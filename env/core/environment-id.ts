import { UserError } from "../errors.js";
import { didYouMean } from "../nearest-word.js";

const idPattern = /^(?:([\w:-]+)\/)?([\w:.-]+?)(?:-v(\d+))?$/;

/** An environment's id taken apart: `[namespace/]Name[-vN]`. */
export interface EnvironmentId {
  /** Empty without one. */
  readonly namespace: string;
  readonly name: string;
  /** Undefined for an id without a version. */
  readonly version: number | undefined;
}

interface Known extends EnvironmentId {
  readonly id: string;
}

/** What an id means among those registered. */
export interface ResolvedId {
  /** A registered id. */
  readonly id: string;
  /** What the user should know about the choice. */
  readonly note?: string;
}

/**
 * Takes an id apart.
 *
 * @returns undefined if the id is malformed
 * @example parseEnvironmentId("CryoEM/Collection-v0"); // { namespace: "CryoEM", name: "Collection", version: 0 }
 */
export function parseEnvironmentId(id: string): EnvironmentId | undefined {
  const match = idPattern.exec(id);
  if (match === null) return undefined;
  const [, namespace = "", name = "", version] = match;
  return { namespace, name, version: version === undefined ? undefined : Number(version) };
}

/**
 * The registered id that a given one means: itself; without a version the newest one, with a note; there is a note too
 * where a newer version exists.
 *
 * @param registered ids with versions
 * @throws UserError naming what exists: nearest namespace, nearest name, or the versions and the newest one
 * @example resolveEnvironmentId("CryoEM/Collection", ids).id // "CryoEM/Collection-v0"
 */
export function resolveEnvironmentId(id: string, registered: readonly string[]): ResolvedId {
  const wanted = typeof id === "string" ? parseEnvironmentId(id) : undefined;
  if (wanted === undefined) {
    throw new UserError(
      `'${id}' is no environment id; expected [namespace/]Name-vN, such as 'CryoEM/Collection-v0'.${didYouMean(String(id), registered)}`,
    );
  }
  const known = registered.map((other): Known => ({ id: other, ...parseEnvironmentId(other)! }));
  const space = known.filter(({ namespace }) => namespace === wanted.namespace);
  if (space.length === 0 && wanted.namespace !== "") throw unknownNamespace(id, wanted.namespace, known);
  const versions = space.filter(({ name }) => name === wanted.name).sort((a, b) => a.version! - b.version!);
  const newest = versions.at(-1);
  if (newest === undefined) throw unknownName(id, wanted, wanted.namespace === "" ? known : space);
  if (wanted.version === undefined) {
    return { id: newest.id, note: `'${id}' has no version: made the newest one, '${newest.id}'` };
  }
  const found = versions.find(({ version }) => version === wanted.version);
  if (found === undefined) {
    const list = versions.map(({ version }) => `v${version}`).join(", ");
    const why = wanted.version < newest.version! ? "is no longer there" : "does not exist";
    throw new UserError(
      `unknown environment '${id}': its version v${wanted.version} ${why}. There is ${list}; the newest is '${newest.id}'.`,
    );
  }
  if (found === newest) return { id: found.id };
  return { id: found.id, note: `'${found.id}' is out of date: the newest version is '${newest.id}'` };
}

function unknownName(id: string, { name }: EnvironmentId, known: readonly Known[]): UserError {
  const ids = known.map((other) => other.id);
  const elsewhere = known.filter((other) => other.name === name).at(-1);
  const hint = elsewhere === undefined ? didYouMean(id, ids) : ` Did you mean '${elsewhere.id}'?`;
  return new UserError(`unknown environment '${id}'.${hint} Known: ${ids.join(", ")}.`);
}

function unknownNamespace(id: string, namespace: string, known: readonly Known[]): UserError {
  const namespaces = [...new Set(known.map((other) => other.namespace).filter((other) => other !== ""))];
  const hint = didYouMean(namespace, namespaces);
  return new UserError(
    `unknown environment '${id}': there is no namespace '${namespace}'.${hint} Namespaces: ${namespaces.join(", ")}.`,
  );
}
