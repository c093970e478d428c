import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

const LATENCY_BUCKETS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];
const COMMIT_BUCKETS = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];

/** What is asked whenever somebody reads the metrics. */
export interface MetricSources {
  /** Sessions by state, in small letters. */
  readonly sessionsByState?: () => Readonly<Record<string, number>>;
}

/** What a server counts and measures, for Prometheus. Sessions, targets and shots are never labels: they would be too many. */
export class Metrics {
  readonly registry = new Registry();
  /** Decisions made, by the policy that made them and whether it stood in for another. */
  readonly decisions = this.#counter("cryogym_decisions_total", "Decisions made.", [
    "instrument",
    "policy",
    "fallback",
  ]);
  readonly decisionSeconds = this.#histogram(
    "cryogym_decision_seconds",
    "Time that a decision took, seconds.",
    ["policy"],
    LATENCY_BUCKETS,
  );
  readonly exposures = this.#counter("cryogym_exposures_total", "Exposures reported.", ["instrument"]);
  /** `quality` is `good` or `bad`. */
  readonly results = this.#counter("cryogym_results_total", "Results taken.", ["instrument", "quality"]);
  readonly commitSeconds = this.#histogram(
    "cryogym_journal_commit_seconds",
    "Time that a commit to the journal took, seconds.",
    [],
    COMMIT_BUCKETS,
  );
  readonly streams = new Gauge({
    name: "cryogym_streams",
    help: "Streams that are open.",
    labelNames: ["method"],
    registers: [this.registry],
  });
  readonly calls = this.#counter("cryogym_calls_total", "Calls that ended.", ["method", "code"]);
  /** `kind` is a word such as `decision`, `journal` or `webhook`. */
  readonly errors = this.#counter("cryogym_errors_total", "Things that went wrong inside.", ["kind"]);

  constructor(sources: MetricSources = {}) {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: "cryogym_sessions",
      help: "Sessions, by state.",
      labelNames: ["state"],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [state, count] of Object.entries(sources.sessionsByState?.() ?? {})) this.set({ state }, count);
      },
    });
  }

  /** In Prometheus's text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  #histogram<Label extends string>(name: string, help: string, labelNames: Label[], buckets: number[]) {
    return new Histogram<Label>({ name, help, labelNames, buckets, registers: [this.registry] });
  }
}
