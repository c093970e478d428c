import type { Session } from "../../../env/session/session.js";
import { TargetStatus } from "../../../env/session/target-status.js";
import { PREDICTED_CTF_RESOLUTION } from "../../../env/tree/feature-schema.js";
import type { BeliefEntry } from "../belief.js";
import { HierarchicalBelief } from "../hierarchical/hierarchical-belief.js";
import { predictionsOf } from "../predictions.js";

const entry: BeliefEntry = {
  name: "hierarchical",
  summary: "logit of features, sample, grid, square and group, by assumed-density filtering; nearby groups are alike",
  create(session, { logit: { features, cases } }) {
    const predictions = predictionsOf(session, PREDICTED_CTF_RESOLUTION.name).expected;
    const images = hasImages(session);
    const of = cases.find((given) => given.predictions === predictions && given.images === images) ?? cases[0]!;
    return new HierarchicalBelief(session, features, of, predictions);
  },
};

export default entry;

/** Whether leaves found so far, or what lies above them, have features beside predictions; if none is found, the schema's. */
function hasImages({ tree, status }: Session): boolean {
  let found = false;
  for (let leaf = tree.firstLeaf; leaf < tree.size; leaf++) {
    if (status[leaf] === TargetStatus.Hidden) continue;
    found = true;
    for (let row = leaf; row > 0; row = tree.parent[row]!) {
      const features = tree.shape.features.levels[tree.level[row]!]!;
      for (let i = 0; i < features.length; i++) {
        if (features[i]!.name !== PREDICTED_CTF_RESOLUTION.name && !Number.isNaN(tree.feature(row, i))) return true;
      }
    }
  }
  return (
    !found &&
    tree.shape.features.levels.some((level) => level.some(({ name }) => name !== PREDICTED_CTF_RESOLUTION.name))
  );
}
