import type { GetSessionResponse } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { formatTable } from "../terminal/format-table.js";
import { writeOutput } from "../terminal/output-file.js";
import { hoursMinutes } from "../terminal/session-bar.js";
import { attention } from "./attention.js";
import { keyOf, type SourceFlags, withSource } from "./open-source.js";
import { heading, plainSession } from "./show.js";
import { type AlarmFact, type ShiftFacts, shiftFacts } from "./summary-facts.js";
import { span } from "./words.js";

interface Flags extends SourceFlags {
  readonly since: number;
  readonly json?: string;
}

/** `cryogym session summary`: what the one who leaves tells the one who comes. */
export function summariseSession(named: string | undefined, flags: Flags): Promise<void> {
  return withSource(flags, async (source) => {
    const key = await keyOf(source, named);
    const session = await source.describe(key);
    const shift = shiftFacts(session, await source.events(key), flags.since);
    const lookAt = attention(session, shift, source.isLive);
    if (flags.json !== undefined) {
      const plain = { sessionKey: key, ...plainSession(session), shift, lookAt };
      writeOutput(flags.json, `${JSON.stringify(plain, null, 2)}\n`);
      return;
    }
    const parts = [
      heading(key, session),
      section("To look at", lookAt.length === 0 ? "Nothing." : lookAt.map((line) => `- ${line}`).join("\n")),
      section(`Since ${hoursMinutes(shift.fromSeconds)}`, shiftText(shift)),
      section("Alarms", alarmsText(shift.alarmsRaised)),
      section("In flight", inFlight(session)),
      section("Grids", gridsText(session)),
      section("Latency", latencyText(session)),
    ];
    process.stdout.write(`${parts.join("\n\n")}\n`);
  });
}

function section(title: string, text: string): string {
  return `${title}\n${text}`;
}

function shiftText(shift: ShiftFacts): string {
  const { exposures, results, good, corrections, failures, spent, decisions, fallbacks, waitedSeconds } = shift;
  const share = results === 0 ? "" : ` (${((100 * good) / results).toFixed(0)} % of the results)`;
  const lines = [
    `${exposures} exposures, ${results} results, ${good} good${share}; ${failures} tries failed, ${spent} holes lost, ${corrections} results corrected`,
    `${decisions} decisions, ${fallbacks} of them by another policy than the session's; ${span(waitedSeconds)} waited`,
    ...shift.stateChanges.map(
      ({ atSeconds, state, mode, reason }) =>
        `${hoursMinutes(atSeconds)} ${state}, ${mode}${reason === "" ? "" : `: ${reason}`}`,
    ),
  ];
  return lines.join("\n");
}

function alarmsText(alarms: readonly AlarmFact[]): string {
  if (alarms.length === 0) return "None.";
  return alarms
    .map(({ severity, code, text, atSeconds, clearedAtSeconds: cleared }) => {
      const when = `${hoursMinutes(atSeconds)} to ${cleared === undefined ? "now" : hoursMinutes(cleared)}`;
      return `${cleared === undefined ? "OPEN  " : "closed"}  ${when}  ${severity}  ${text} (${code})`;
    })
    .join("\n");
}

function inFlight({ directiveId, exposures, results, placeTargetId, busyWith }: GetSessionResponse): string {
  return [
    directiveId === "" ? "no directive" : `directive ${directiveId}`,
    `${exposures - results} results awaited`,
    placeTargetId === "" ? "nothing loaded" : `the stage stands at ${placeTargetId}`,
    ...(busyWith === "" ? [] : [`the instrument is busy with ${busyWith}`]),
  ].join("; ");
}

function gridsText({ grids }: GetSessionResponse): string {
  if (grids.length === 0) return "None was found yet.";
  const header = ["grid", "holes found", "open", "exposed", "results", "good", "wanted"];
  const rows = grids.map(({ name, holes, available, exposures, results, good, ...goal }) => {
    const wanted = [
      ...(goal.leastGood > 0 ? [`≥ ${goal.leastGood} good`] : []),
      ...(goal.mostExposures > 0 ? [`≤ ${goal.mostExposures} exposures`] : []),
      ...(goal.deadlineSeconds > 0 ? [`until ${hoursMinutes(goal.deadlineSeconds)}`] : []),
    ];
    return [name, ...[holes, available, exposures, results, good].map(String), wanted.join(", ")];
  });
  return formatTable(header, rows);
}

function latencyText({ latency }: GetSessionResponse): string {
  const observed = latency.filter(({ observations }) => observations > 0);
  if (observed.length === 0) return "As the preset says: nothing was measured yet.";
  const header = ["step", "preset", "now", "measured"];
  const rows = observed.map(({ name, presetSeconds, refittedSeconds, observations }) => [
    name,
    span(presetSeconds),
    span(refittedSeconds),
    String(observations),
  ]);
  return formatTable(header, rows);
}
