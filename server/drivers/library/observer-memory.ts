import { TargetStatus } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import type { Observation, ObserverMemory } from "../observation.js";
import { type DriverContext, StoppedError } from "./driver-context.js";

/** What an observing instrument goes by, in the driver's state. @param fail what the driver ends by */
export function observerMemory(context: DriverContext, fail: (error: unknown) => void): ObserverMemory {
  const { state } = context;
  const { facts } = state;
  const tell = ({ keys, news }: Observation) => {
    context.requireRunning();
    if (state.observed.has(keys[0])) return;
    context.commit((say) => {
      for (const key of new Set(keys)) if (!state.observed.has(key)) state.observed.add(key);
      for (const one of news) {
        say(one);
        if (one.$case === "position") facts.set("observedPlace", one.position.targetId);
        if (one.$case === "survey") state.targets.add(one.survey.targets);
        if (one.$case === "targetChanged" && one.targetChanged.target !== undefined)
          state.targets.add([one.targetChanged.target]);
        const spent =
          one.$case === "undirectedExposure"
            ? one.undirectedExposure.targetId
            : one.$case === "targetWithdrawn"
              ? one.targetWithdrawn.targetId
              : "";
        const target = state.targets.get(spent);
        if (target !== undefined) state.targets.add([{ ...target, status: TargetStatus.SPENT }]);
      }
    });
  };
  return {
    has: (key) => state.observed.has(key),
    get place() {
      return facts.get("observedPlace") ?? "";
    },
    origin(milliseconds) {
      const known = facts.get("observedFrom");
      if (known !== undefined) return known;
      state.commit(() => facts.set("observedFrom", milliseconds));
      return milliseconds;
    },
    target: (id) => state.targets.get(id),
    targets: () => state.targets.all(),
    tell(observation) {
      try {
        tell(observation);
      } catch (error) {
        if (!(error instanceof StoppedError)) fail(error);
        throw error;
      }
    },
    log: context.log,
  };
}
