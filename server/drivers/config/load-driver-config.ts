import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { z } from "zod";
import { checkPlainDocument } from "../../../env/scenario/check-plain-document.js";
import type { Path } from "../../../env/scenario/document/located.js";
import type { Problem } from "../../../env/scenario/schema/problems.js";
import { type Limits, limitsSchema } from "../../safety/limits.js";
import type { DriverKind } from "../instrument.js";
import { type DriverConfig, driverConfigSchema } from "./driver-config-schema.js";

/** A driver's configuration that was read: paths are absolute, limits are there. */
export interface LoadedDriverConfig extends Omit<DriverConfig, "driver" | "limits"> {
  /** The file itself, absolute. */
  readonly file: string;
  readonly kind: DriverKind;
  /** The kind's options. */
  readonly options: z.output<DriverKind["options"]>;
  /** Undefined if none were given. */
  readonly limits: Limits | undefined;
  /** The driver's durable state, a file in the folder `state`. */
  readonly stateFile: string;
}

const FILES = ["ca", "certificate", "key", "token"] as const;

/**
 * Reads and checks what `cryogym drive --config` is given. Paths in it are relative to its folder.
 *
 * @param kinds the driver kinds that there are
 * @throws UserError with `file:line:column` for each thing that is wrong, what was expected and what to do
 * @example const { kind, options } = loadDriverConfig("scope.yaml", driverKinds.entries());
 */
export function loadDriverConfig(file: string, kinds: readonly DriverKind[]): LoadedDriverConfig {
  const whole = resolve(file);
  const from = (path: string) => resolve(dirname(whole), path);
  const config = checkPlainDocument(file, driverConfigSchema(kinds), (value) => missingFiles(value, from));
  const { kind: name, ...given } = config.driver;
  const kind = kinds.find((one) => one.name === name)!;
  const { limits, server, finder } = config;
  const files = FILES.filter((key) => server[key] !== undefined).map((key) => [key, from(server[key]!)]);
  const state = from(config.state);
  return {
    ...config,
    file: whole,
    kind,
    options: withPaths(given, (key) => kind.paths?.includes(key) === true, from) as object,
    limits: typeof limits === "string" ? checkPlainDocument(from(limits), limitsSchema) : limits,
    server: { ...server, ...Object.fromEntries(files) },
    ...(finder !== undefined && { finder: withPaths(finder, isFile, from) as NonNullable<DriverConfig["finder"]> }),
    state,
    stateFile: join(state, "driver.sqlite"),
  };
}

/** A finder's own keys are not known here: what they call `file`, or `…_file`, is one. */
function isFile(key: string): boolean {
  return /(^|_)file$/.test(key);
}

/** A value with the texts under some keys, at any depth, made absolute. */
function withPaths(value: unknown, isPath: (key: string) => boolean, from: (path: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => withPaths(item, isPath, from));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    isPath(key) && typeof inner === "string" ? from(inner) : withPaths(inner, isPath, from),
  ]);
  return Object.fromEntries(entries);
}

function missingFiles({ server, limits }: DriverConfig, from: (path: string) => string): Problem[] {
  const found: Problem[] = [];
  const needs = (path: Path, file: string | undefined) => {
    if (file === undefined || statSync(from(file), { throwIfNoEntry: false })?.isFile() === true) return;
    found.push({ path, at: "value", text: `${path.join(".")}: there is no file ${from(file)}` });
  };
  for (const key of FILES) needs(["server", key], server[key]);
  if (typeof limits === "string") needs(["limits"], limits);
  return found;
}
