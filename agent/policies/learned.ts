import { checkpointFilesOf, createLearned, prepareLearned } from "../learn/policy/loaded-checkpoints.js";
import type { PolicyEntry } from "../policy.js";

const entry: PolicyEntry = {
  name: "learned",
  summary: "a trained network that starts from index; learned:DIR takes another checkpoint than checkpoints/default",
  remembers: "memory",
  takesFolder: true,
  filesOf: checkpointFilesOf,
  prepare: prepareLearned,
  create: (_values, folder) => createLearned(folder),
};

export default entry;
