import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { z } from "zod";
import { UserError } from "../../env/errors.js";
import { checkPlainDocument } from "../../env/scenario/check-plain-document.js";
import type { Path } from "../../env/scenario/document/located.js";
import { isPath, scenarioFile } from "../../env/scenario/scenario-files.js";
import type { Problem } from "../../env/scenario/schema/problems.js";
import { type Limits, limitsSchema } from "../safety/limits.js";
import { isLoopbackAddress } from "./address.js";
import { anyGuards, configSchema, type ServeConfig } from "./config-schema.js";

type Instrument<Guards extends z.ZodType> = ServeConfig<Guards>["instruments"][number];

/** A configuration that was read: paths are absolute, limits are there. */
export type LoadedConfig<Guards extends z.ZodType = typeof anyGuards> = Omit<ServeConfig<Guards>, "instruments"> & {
  /** The file itself, absolute. */
  readonly file: string;
  readonly instruments: readonly (Omit<Instrument<Guards>, "limits"> & { readonly limits: Limits })[];
};

/**
 * Reads and checks what `cryogym serve --config` is given. Paths in it are relative to its folder.
 *
 * @param guards schema of the guards' thresholds, if they are to be checked
 * @throws UserError with `file:line:column` for each thing that is wrong, what was expected and what to do
 * @example const { listen } = loadConfig("cryogym.yaml");
 */
export function loadConfig<Guards extends z.ZodType = typeof anyGuards>(
  file: string,
  guards: Guards = anyGuards as unknown as Guards,
): LoadedConfig<Guards> {
  const whole = resolve(file);
  const from = (path: string) => resolve(dirname(whole), path);
  // A schema with a type parameter is not told by its output, which is what it is checked against here.
  const config = checkPlainDocument(file, configSchema(guards), (value) =>
    configProblems(value as unknown as ServeConfig, from),
  ) as ServeConfig<Guards>;
  const { tls, tokens, instruments } = config;
  return {
    ...config,
    file: whole,
    data: from(config.data),
    ...(tokens !== undefined && { tokens: from(tokens) }),
    ...(tls !== undefined && {
      tls: {
        ...tls,
        certificate: from(tls.certificate),
        key: from(tls.key),
        ...(tls.client_ca !== undefined && { client_ca: from(tls.client_ca) }),
      },
    }),
    instruments: instruments.map((instrument) => ({
      ...instrument,
      scenario: isPath(instrument.scenario) ? from(instrument.scenario) : instrument.scenario,
      limits: limitsOf(instrument.limits, from),
    })),
  } as LoadedConfig<Guards>;
}

function limitsOf(given: string | Limits | undefined, from: (path: string) => string): Limits {
  if (given === undefined) return limitsSchema.parse({});
  return typeof given === "string" ? checkPlainDocument(from(given), limitsSchema) : given;
}

/** What a file of the right form has wrong. */
function configProblems(config: ServeConfig, from: (path: string) => string): Problem[] {
  const { tls, gateway, instruments, tokens } = config;
  const found: Problem[] = [];
  const wrong = (path: Path, text: string) => found.push({ path, at: "value", text: `${path.join(".")}: ${text}` });
  const needsFile = (path: Path, file: string | undefined) => {
    if (file === undefined || statSync(from(file), { throwIfNoEntry: false })?.isFile() === true) return;
    wrong(path, `there is no file ${from(file)}`);
  };

  const listens: [Path, string][] = [[["listen"], config.listen]];
  if (gateway !== undefined) listens.push([["gateway", "listen"], gateway.listen]);
  for (const [path, address] of listens) {
    if (tls !== undefined || isLoopbackAddress(address)) continue;
    wrong(
      path,
      `'${address}' is open to the network: add 'tls', or listen on this machine alone, such as 127.0.0.1:50051`,
    );
  }
  if (gateway !== undefined && gateway.listen === config.listen && !config.listen.endsWith(":0")) {
    wrong(["gateway", "listen"], "gRPC listens there already; give it another port");
  }

  needsFile(["tokens"], tokens);
  needsFile(["tls", "certificate"], tls?.certificate);
  needsFile(["tls", "key"], tls?.key);
  needsFile(["tls", "client_ca"], tls?.client_ca);
  if (tls !== undefined && tls.client_ca === undefined) {
    const without = "needs 'client_ca': without it no client's certificate can be trusted";
    if (tls.require_client_certificate) wrong(["tls", "require_client_certificate"], without);
    if (tls.clients.length > 0) wrong(["tls", "clients"], without);
  }
  if (tls !== undefined && tokens === undefined && tls.clients.length === 0) {
    wrong(["tls"], "nobody could call: add 'tokens', or 'clients' that are known by their certificates");
  }
  twice(tls?.clients.map(({ common_name }) => common_name) ?? [], (i, name) =>
    wrong(["tls", "clients", i, "common_name"], `'${name}' comes twice`),
  );

  const names = instruments.map(({ name }) => name);
  twice(names, (i, name) => wrong(["instruments", i, "name"], `'${name}' comes twice`));
  tls?.clients.forEach(({ instrument }, i) => {
    if (instrument === undefined || names.includes(instrument)) return;
    wrong(["tls", "clients", i, "instrument"], `there is no instrument '${instrument}'; known: ${names.join(", ")}`);
  });
  instruments.forEach(({ limits, scenario }, i) => {
    if (typeof limits === "string") needsFile(["instruments", i, "limits"], limits);
    try {
      scenarioFile(isPath(scenario) ? from(scenario) : scenario);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      wrong(["instruments", i, "scenario"], error.message);
    }
  });
  return found;
}

function twice(words: readonly string[], tell: (index: number, word: string) => void): void {
  words.forEach((word, i) => {
    if (words.indexOf(word) < i) tell(i, word);
  });
}
