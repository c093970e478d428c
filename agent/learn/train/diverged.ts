import { UserError } from "../../../env/errors.js";

/** What ends a training in which something is no finite number any more. @param what such as "the gradient" */
export function diverged(what: string): UserError {
  return new UserError(
    `training has diverged: ${what} is no finite number; begin it anew in another folder with a smaller ppo.learning_rate. What this run has saved before stays as it is`,
  );
}
