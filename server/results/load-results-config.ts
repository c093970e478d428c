import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { checkPlainDocument } from "../../env/scenario/check-plain-document.js";
import type { Path } from "../../env/scenario/document/located.js";
import type { Problem } from "../../env/scenario/schema/problems.js";
import { type ResultsConfig, resultsConfigSchema, type SourceConfig } from "./results-config.js";
import type { FileOptions, SourceKind } from "./source-kind.js";

const secrets = ["token_file", "ca", "cert", "key"] as const;

/**
 * Reads and checks what `cryogym results --config` is given. Paths in it are relative to its folder.
 *
 * @param kinds all sources that there are
 * @throws UserError with `file:line:column` for each thing that is wrong, what was expected and what to do
 */
export function loadResultsConfig(file: string, kinds: readonly SourceKind[]): ResultsConfig {
  const from = (path: string) => resolve(dirname(resolve(file)), path);
  type Checked = Omit<ResultsConfig, "sources"> & {
    readonly session?: string;
    readonly sources: readonly SourceConfig[];
  };
  const config = checkPlainDocument(file, resultsConfigSchema(kinds), (value) =>
    configProblems(value as unknown as Checked, kinds, from),
  ) as unknown as Checked;
  const { session, ...rest } = config;
  const absolute = Object.fromEntries(
    secrets.flatMap((key) => (config[key] === undefined ? [] : [[key, from(config[key])]])),
  );
  return {
    ...rest,
    ...absolute,
    state: from(config.state),
    sources: config.sources.map((source) => ({
      ...withPaths(source, kinds, from),
      session: source.session ?? session!,
    })),
  };
}

function withPaths(source: SourceConfig, kinds: readonly SourceKind[], from: (path: string) => string): SourceConfig {
  const kind = kinds.find(({ name }) => name === source.kind)!;
  if (kind.form === "files") {
    const { files } = source as SourceConfig & FileOptions;
    return { ...source, files: [files].flat().map(from) } as SourceConfig;
  }
  const given = source as unknown as Readonly<Record<string, string | undefined>>;
  const named = (kind.files as readonly string[]).filter((key) => given[key] !== undefined);
  return { ...source, ...Object.fromEntries(named.map((key) => [key, from(given[key]!)])) };
}

function configProblems(
  config: Omit<ResultsConfig, "sources"> & { readonly session?: string; readonly sources: readonly SourceConfig[] },
  kinds: readonly SourceKind[],
  from: (path: string) => string,
): Problem[] {
  const found: Problem[] = [];
  const wrong = (path: Path, text: string, at: Problem["at"] = "value") =>
    found.push({ path, at, text: `${path.join(".")}: ${text}` });
  const needsFile = (path: Path, file: string | undefined) => {
    if (file === undefined || statSync(from(file), { throwIfNoEntry: false })?.isFile() === true) return;
    wrong(path, `there is no file ${from(file)}`);
  };
  for (const key of secrets) needsFile([key], config[key]);
  if ((config.cert === undefined) !== (config.key === undefined)) {
    wrong([config.cert === undefined ? "key" : "cert"], "a certificate and its key go together: give both or none");
  }
  const seen = new Set<string>();
  config.sources.forEach((source, i) => {
    const session = source.session ?? config.session;
    if (session === undefined) {
      wrong(["sources", i, "name"], "which session do its results belong to? Add 'session' here, or for all sources");
    }
    const id = `${source.name} of ${session}`;
    if (seen.has(id)) wrong(["sources", i, "name"], `'${source.name}' comes twice; give each source a name of its own`);
    seen.add(id);
    const kind = kinds.find(({ name }) => name === source.kind)!;
    if (kind.form !== "listener") return;
    for (const key of kind.files as readonly string[]) {
      needsFile(["sources", i, key], (source as unknown as Record<string, string | undefined>)[key]);
    }
    const problem = kind.check(source as never);
    if (problem !== undefined) wrong(["sources", i, problem.key], problem.problem);
  });
  return found;
}
