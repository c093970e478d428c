import type { TopLevelSpec } from "vega-lite";
import { duration } from "../../../env/render/figures.js";
import { type ColourName, colour } from "../../../env/render/palette.js";
import type { TaskPolicy, TaskSummary } from "../../evaluate/summary/evaluation-summary.js";

/** What time goes into, in the order of the bars; what was not used comes last. */
const timeUses = [
  ["moving", "sky"],
  ["focusing", "orange"],
  ["exposing", "blue"],
  ["waiting", "purple"],
  ["surveying", "green"],
  ["failing", "brown"],
  ["not used", "line"],
] as const satisfies readonly (readonly [what: string, colour: ColourName])[];

type TimeUse = (typeof timeUses)[number];

/** What time of a task went into, in the order of the bars. */
export function usedBy(task: TaskSummary): TimeUse[] {
  return timeUses.filter(([what]) => task.policies.some((policy) => spentOn(what, policy, task) > 0));
}

/** Mean seconds; less than one does not count. */
function spentOn(what: TimeUse[0], { seconds, endedAtSeconds }: TaskPolicy, { budgetMinutes }: TaskSummary): number {
  const spent = what === "not used" ? budgetMinutes * 60 - endedAtSeconds : seconds[what];
  return spent < 1 ? 0 : spent;
}

/** Where each policy's time went, the mean over worlds: a stacked bar each. */
export function timeUseChart(task: TaskSummary): TopLevelSpec {
  const policies = task.policies.map(({ policy }) => policy);
  const values = task.policies.flatMap((row) => {
    let from = 0;
    return timeUses.flatMap(([what]) => {
      const spent = spentOn(what, row, task);
      if (spent === 0) return [];
      const start = from;
      from += spent;
      const { policy } = row;
      const description = `${policy}: ${what} ${duration(spent)}`;
      return { policy, what, from: start / 3600, to: from / 3600, description };
    });
  });
  const names = timeUses.map(([what]) => what);
  return {
    width: 350,
    height: { step: 30 },
    description: `Where each policy's time went on ${task.label}`,
    data: { values },
    mark: { type: "bar", cornerRadius: 1.5 },
    encoding: {
      y: {
        field: "policy",
        type: "nominal",
        title: null,
        sort: null,
        scale: { domain: policies, paddingInner: 0.3 },
        axis: { domain: false, ticks: false, labelColor: colour("ink"), labelLimit: 140, labelPadding: 8 },
      },
      x: {
        field: "from",
        type: "quantitative",
        title: "session time (hours)",
        scale: { nice: false, domain: [0, Math.max(task.budgetMinutes / 60, ...values.map(({ to }) => to))] },
        axis: { grid: false, tickCount: 8 },
      },
      x2: { field: "to" },
      color: {
        field: "what",
        type: "nominal",
        legend: null,
        scale: { domain: names, range: timeUses.map(([, name]) => colour(name)) },
      },
      description: { field: "description" },
    },
  };
}
