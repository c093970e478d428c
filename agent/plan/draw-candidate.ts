import type { RandomStream } from "../../env/random/random-stream.js";
import { nthAvailable } from "../../env/session/available-holes.js";
import type { Session } from "../../env/session/session.js";
import { acquire, type Decision, type Reason, survey } from "../policy.js";
import { unexploredNodes } from "./unexplored.js";

/**
 * A hole or a node to survey, drawn uniformly from all that were found and are left.
 *
 * @param how begins the reason's sentence, such as `Drawn at random`
 * @returns undefined if there are none
 */
export function drawCandidate(session: Session, random: RandomStream, how: string): Decision | undefined {
  const holes = session.availableCount[0]!;
  const nodes = unexploredNodes(session);
  if (holes + nodes.length === 0) return undefined;
  const probability = 1 / (holes + nodes.length);
  const drawn = random.integer(holes + nodes.length);
  const reason = (): Reason =>
    nodes.length === 0
      ? { numbers: { holesLeft: holes }, sentence: `${how} from ${holes} holes.` }
      : {
          numbers: { holesLeft: holes, nodesToSurvey: nodes.length },
          sentence: `${how} from ${holes} holes and ${nodes.length} grids or squares to survey.`,
        };
  const decision =
    drawn < holes ? acquire(nthAvailable(session, 0, drawn), reason) : survey(nodes[drawn - holes]!, reason);
  return { ...decision, probability };
}
