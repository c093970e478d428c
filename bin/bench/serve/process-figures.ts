/** What a server says of itself at one time. */
export interface ProcessFigures {
  readonly atMilliseconds: number;
  readonly cpuSeconds: number;
  /** Resident. */
  readonly mebibytes: number;
  readonly decisions: number;
  /** Spent on them. */
  readonly decisionSeconds: number;
  /** Decisions that another policy had to make. */
  readonly fallbacks: number;
}

/**
 * Reads a server's metrics.
 *
 * @param gateway its gateway's `host:port`
 * @throws Error if it does not answer
 */
export async function processFigures(gateway: string): Promise<ProcessFigures> {
  const atMilliseconds = performance.now();
  const text = await (await fetch(`http://${gateway}/metrics`)).text();
  const sum = (name: string, labels = "") =>
    [...text.matchAll(new RegExp(`^${name}(\\{[^}]*\\})? (\\S+)$`, "gm"))]
      .filter(([, found = ""]) => found.includes(labels))
      .reduce((total, [, , value]) => total + Number(value), 0);
  return {
    atMilliseconds,
    cpuSeconds: sum("process_cpu_seconds_total"),
    mebibytes: sum("process_resident_memory_bytes") / 2 ** 20,
    decisions: sum("cryogym_decision_seconds_count"),
    decisionSeconds: sum("cryogym_decision_seconds_sum"),
    fallbacks: sum("cryogym_decisions_total", 'fallback="true"'),
  };
}
