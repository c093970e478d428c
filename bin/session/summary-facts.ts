import {
  AlertSeverity,
  type GetSessionResponse,
  type WatchSessionResponse,
} from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { modeWord, stateWord } from "./words.js";

/** An alarm in a hand-over. */
export interface AlarmFact {
  readonly id: string;
  readonly code: string;
  readonly severity: string;
  readonly text: string;
  /** On the session's clock. */
  readonly atSeconds: number;
  /** Absent while it holds. */
  readonly clearedAtSeconds?: number;
}

/** What happened from a time of the session's clock on. */
export interface ShiftFacts {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly exposures: number;
  readonly results: number;
  readonly good: number;
  /** Results that were corrected or taken back. */
  readonly corrections: number;
  /** Moves and exposures that failed. */
  readonly failures: number;
  /** Holes that were lost. */
  readonly spent: number;
  readonly decisions: number;
  /** Decisions that another policy than the session's had to make. */
  readonly fallbacks: number;
  readonly waitedSeconds: number;
  readonly alarmsRaised: readonly AlarmFact[];
  readonly stateChanges: readonly {
    readonly atSeconds: number;
    readonly state: string;
    readonly mode: string;
    readonly reason: string;
  }[];
}

/** What happened in the last so many hours of a session's clock. */
export function shiftFacts(
  { clockSeconds }: GetSessionResponse,
  events: readonly WatchSessionResponse[],
  hours: number,
): ShiftFacts {
  const fromSeconds = Math.max(0, clockSeconds - 3600 * hours);
  const count: Record<string, number> = {};
  let good = 0;
  let fallbacks = 0;
  let waitedSeconds = 0;
  const alarms = new Map<string, AlarmFact>();
  const stateChanges: ShiftFacts["stateChanges"][number][] = [];
  for (const { atSeconds, event } of events) {
    if (event?.$case === "alert") noteAlarm(alarms, atSeconds, event.alert);
    if (atSeconds < fromSeconds || event === undefined) continue;
    count[event.$case] = (count[event.$case] ?? 0) + 1;
    if (event.$case === "resulted" && event.resulted.good) good++;
    if (event.$case === "decided" && event.decided.fallback !== "") fallbacks++;
    if (event.$case === "waited") waitedSeconds += event.waited.durationSeconds;
    if (event.$case === "stateChanged") {
      const { state, mode, reason } = event.stateChanged;
      stateChanges.push({ atSeconds, state: stateWord(state), mode: modeWord(mode), reason });
    }
  }
  return {
    fromSeconds,
    toSeconds: clockSeconds,
    exposures: count.exposed ?? 0,
    results: count.resulted ?? 0,
    good,
    corrections: count.corrected ?? 0,
    failures: count.failed ?? 0,
    spent: count.spent ?? 0,
    decisions: count.decided ?? 0,
    fallbacks,
    waitedSeconds,
    alarmsRaised: [...alarms.values()].filter((one) => (one.clearedAtSeconds ?? one.atSeconds) >= fromSeconds),
    stateChanges,
  };
}

function noteAlarm(
  alarms: Map<string, AlarmFact>,
  atSeconds: number,
  { alarmId: id, code, severity, text, cleared }: Extract<WatchSessionResponse["event"], { $case: "alert" }>["alert"],
): void {
  const raised = alarms.get(id);
  if (!cleared) alarms.set(id, { id, code, severity: AlertSeverity[severity]!.toLowerCase(), text, atSeconds });
  else if (raised !== undefined) alarms.set(id, { ...raised, clearedAtSeconds: atSeconds });
}
