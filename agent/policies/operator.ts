import type { Session } from "../../env/session/session.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import { HourlyWorth } from "../plan/hourly-worth.js";
import { OperatorRounds, type OperatorSettings } from "../plan/operator-rounds.js";
import {
  acquire,
  type Decision,
  type Policy,
  type PolicyEntry,
  type PolicyParameter,
  stop,
  survey,
} from "../policy.js";
import { parameterValues } from "../policy-parameters.js";

const parameters = {
  limit_angstrom: { default: 6, min: 1, max: 50, summary: "predictions up to this are exposed, ångström" },
  thinnest_ice: {
    default: 20,
    min: 0,
    max: 500,
    summary: "thinner ice is passed over if there are no predictions, nm",
  },
  thickest_ice: {
    default: 110,
    min: 0,
    max: 1000,
    summary: "thicker ice is passed over if there are no predictions, nm",
  },
  hopeless_after: { default: 4, min: 1, max: 1000, whole: true, summary: "results after which a square is judged" },
  hopeless_share: { default: 0.25, min: 0, max: 1, summary: "share of good ones below which a square is left" },
  squares_per_grid: { default: 3, min: 1, max: 1000, whole: true, summary: "squares after which a grid is judged" },
  poor_share: { default: 0.3, min: 0, max: 1, summary: "share of good ones below which a grid is left" },
} satisfies Record<string, PolicyParameter>;

/**
 * What facilities do today, without a model of the session: settings are made before it, and the rest is order.
 *
 * - Squares are picked in the atlas by size and grey level, as EPU's square selection and SmartScope's clusters have
 *   it: the larger ones, neither empty (bright) nor thick (dark).
 * - In a square every hole is exposed that passes a filter: EPU's ice filter and Leginon's hole finder know a window of
 *   mean intensity; with a regressor's predictions, those up to the usual limit of 6 Å.
 * - Group by group, the nearest first, square by square, grid by grid, never going back.
 * - Operators look at the first micrographs: a square that turns out hopeless is left, a grid after a few poor squares.
 * - Where time costs, an hour that brought less than it cost is the last one.
 * - For a screening, a few holes of a few squares of each grid, and then it is done.
 *
 * With time to spare, what was passed over is exposed after all, the best square first: nobody lets a microscope stand.
 * The habits are those of EPU, Leginon and SmartScope by their documentation; the numbers are estimates, checked by
 * tuning on generated worlds (docs/tuning.md).
 */
class OperatorPolicy implements Policy {
  #rounds!: OperatorRounds;
  #hourly!: HourlyWorth;

  constructor(readonly settings: OperatorSettings) {}

  reset(session: Session): void {
    this.#rounds = new OperatorRounds(session, this.settings);
    this.#hourly = new HourlyWorth(this.settings.hopelessAfter);
  }

  decide(session: Session): Decision {
    const { costPerHour, endWorth } = session.plan.objective;
    this.#hourly.note(session);
    const lately = this.#hourly.lately(session);
    if (costPerHour > 0 && endWorth === undefined && lately !== undefined && lately < costPerHour) {
      return {
        goal: { kind: "stop" },
        reason: () => ({
          numbers: { worthPerHour: lately, costPerHour },
          sentence: `The last hour brought ${lately.toFixed(2)}, less than the ${costPerHour} that it cost.`,
        }),
      };
    }
    const next = this.#rounds.next(session);
    if (next === undefined) {
      return stop(session.openCount[0] === 0 ? "No hole is left." : "No hole can be reached in the time left.");
    }
    if (next.target === undefined) return stop(next.sentence);
    const { target, sentence } = next;
    const reason = () => ({ numbers: numbersOf(session, target), sentence });
    return session.tree.isLeaf(target) ? acquire(target, reason) : survey(target, reason);
  }
}

function numbersOf(session: Session, target: number): Record<string, number> {
  const { tree, goodCount, resultCount } = session;
  const square = tree.ancestor(target, groupLevelOf(tree.shape) - 1);
  const grid = tree.ancestor(target, groupLevelOf(tree.shape) - 2);
  return {
    expectedSeconds: session.expectedSeconds(target),
    goodInSquare: goodCount[square]!,
    resultsInSquare: resultCount[square]!,
    goodInGrid: goodCount[grid]!,
    resultsInGrid: resultCount[grid]!,
  };
}

const entry: PolicyEntry = {
  name: "operator",
  summary: "what facilities do: picks squares by size and grey level, exposes every hole that passes a filter",
  parameters,
  create(given) {
    const values = parameterValues(entry, given);
    return new OperatorPolicy({
      limitAngstrom: values.limit_angstrom!,
      thinnestNanometers: values.thinnest_ice!,
      thickestNanometers: values.thickest_ice!,
      hopelessAfter: values.hopeless_after!,
      hopelessShare: values.hopeless_share!,
      squaresPerGrid: values.squares_per_grid!,
      poorShare: values.poor_share!,
    });
  },
};

export default entry;
