import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { UserError } from "../../env/errors.js";
import type { EpisodeRecord } from "./episode-record.js";
import type { EvaluationPlan } from "./evaluation-plan.js";
import type { RunSettings, SettingsReader } from "./run-settings.js";

/** A line of the file: a record, and what it depends on beside what it names. */
export type RecordLine = EpisodeRecord & { readonly settings: RunSettings };

/** What differs, in words, by the setting. */
const differences: Readonly<Record<keyof RunSettings, string>> = {
  scenario: "another text of the scenario, of what it extends or of its table",
  policy: "other code of the policy, or other priors",
  code: "other code of cryogym's worlds, episodes or bound",
  starts: "other starts (--all-starts)",
};

/**
 * Episodes in a file as JSON Lines, in the order in which they were finished. Each line is on disk before the next
 * episode counts as finished, and names all that it depends on, so that an evaluation can go on where it was
 * interrupted and episodes of different settings never mix.
 *
 * @example
 * const { file, finished } = RecordFile.open("episodes.jsonl", plan, settings, { resume: true });
 * file.add(record);
 * file.close();
 */
export class RecordFile {
  readonly #handle: number;
  readonly #plan: EvaluationPlan;
  readonly #settings: SettingsReader;

  private constructor(handle: number, plan: EvaluationPlan, settings: SettingsReader) {
    this.#handle = handle;
    this.#plan = plan;
    this.#settings = settings;
  }

  /**
   * Opens a file for the episodes of a plan. What a line torn by an interruption leaves at the end is taken away.
   *
   * @returns with the episodes that it holds already, those of the plan alone
   * @throws UserError if it holds episodes and is not to be resumed; or, with file and line, if something else stands
   *   there or an episode was run with other settings
   */
  static open(
    path: string,
    plan: EvaluationPlan,
    settings: SettingsReader,
    { resume }: { readonly resume: boolean },
  ): { readonly file: RecordFile; readonly finished: readonly EpisodeRecord[] } {
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    if (text !== "" && !resume) {
      throw new UserError(
        `${path} holds something already: --resume goes on with the episodes in it; else give another file`,
      );
    }
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    const lines = whole.split("\n").slice(0, -1);
    const finished = lines.flatMap((line, i) => checkedRecord(line, `${path}:${i + 1}`, plan, settings) ?? []);
    const handle = openSync(path, existsSync(path) ? "r+" : "a");
    if (whole.length < text.length) ftruncateSync(handle, Buffer.byteLength(whole));
    closeSync(handle);
    return { file: new RecordFile(openSync(path, "a"), plan, settings), finished };
  }

  add(record: EpisodeRecord): void {
    const evaluated = this.#plan.scenarios.find(({ scenario }) => scenario.name === record.scenario)!;
    const line: RecordLine = { ...record, settings: this.#settings.of(evaluated, record.policy) };
    writeSync(this.#handle, `${JSON.stringify(line)}\n`);
  }

  close(): void {
    closeSync(this.#handle);
  }
}

/** The record of a line; undefined if the plan has no such scenario or policy, or does not ask for it. */
function checkedRecord(
  line: string,
  place: string,
  plan: EvaluationPlan,
  reader: SettingsReader,
): EpisodeRecord | undefined {
  const { settings, ...record } = parsed(line, place);
  const evaluated = plan.scenarios.find(({ scenario }) => scenario.name === record.scenario);
  const what = `episode ${record.episode} of '${record.scenario}' by '${record.policy}'`;
  const refused = (why: string) =>
    new UserError(
      `${place}: ${what} was run with ${why}; episodes of different settings do not mix: give another file`,
    );
  if (record.seed !== plan.seed) throw refused(`seed ${record.seed}, not ${plan.seed}`);
  if (evaluated === undefined || !plan.policies.includes(record.policy)) return undefined;
  const wanted = reader.of(evaluated, record.policy);
  for (const name of Object.keys(wanted) as (keyof RunSettings)[]) {
    if (settings[name] !== wanted[name]) throw refused(differences[name]);
  }
  return record;
}

function parsed(line: string, place: string): RecordLine {
  let value: Partial<RecordLine> | undefined;
  try {
    value = JSON.parse(line) as Partial<RecordLine>;
  } catch {
    // Told below.
  }
  const isRecord =
    value?.schemaVersion === 1 &&
    typeof value.scenario === "string" &&
    typeof value.policy === "string" &&
    typeof value.return === "number" &&
    typeof value.settings === "object" &&
    value.settings !== null;
  if (!isRecord) {
    throw new UserError(`${place}: expected an episode as 'cryogym evaluate --jsonl' writes it; give another file`);
  }
  return value as RecordLine;
}
