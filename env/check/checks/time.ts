import { type CheckContext, numberIn } from "../check-context.js";

/** Tolerance for sums of durations, seconds. */
const TOLERANCE_SECONDS = 1e-6;

/** Time never runs backwards, the clock is the sum of the durations, and the budget is kept. */
export function checkTime(context: CheckContext): void {
  const env = context.create();
  for (const seed of context.seeds) {
    let clock = 0;
    context.play(env, seed, ({ info }, step) => {
      const where = `seed ${seed}, step ${step}`;
      const duration = numberIn(info, "durationSeconds");
      const now = numberIn(info, "clockSeconds") ?? (step === 0 ? 0 : clock) + (duration ?? 0);
      if (duration !== undefined && !(duration >= 0 && Number.isFinite(duration))) {
        context.report(
          "time",
          where,
          `info.durationSeconds is ${duration}`,
          "a finite number of at least 0",
          "report what the step took, 0 if nothing moved",
        );
      }
      if (step > 0 && !(now >= clock)) {
        context.report(
          "time",
          where,
          `info.clockSeconds went from ${clock} to ${now}`,
          "a clock that never runs backwards",
          "add each step's duration to the clock, and set it to 0 in reset alone",
        );
      }
      const passed = duration ?? 0;
      if (
        step > 0 &&
        duration !== undefined &&
        Math.abs(now - clock - passed) > TOLERANCE_SECONDS * (1 + Math.abs(now))
      ) {
        context.report(
          "time",
          where,
          `info.clockSeconds went on by ${now - clock}, info.durationSeconds is ${passed}`,
          "info.clockSeconds to go on by info.durationSeconds",
          "derive one from the other",
        );
      }
      const budget = context.options.budgetSeconds ?? env.budgetSeconds;
      if (budget !== undefined && now > budget + TOLERANCE_SECONDS) {
        context.report(
          "budget",
          where,
          `the clock is at ${now} s`,
          `at most the budget of ${budget} s`,
          "stop the clock at the budget, don't count what was under way, and terminate",
        );
      }
      clock = now;
    });
  }
}
