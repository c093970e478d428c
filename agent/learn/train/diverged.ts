import { UserError } from "../../../env/errors.js";

/** What ends a training whose numbers have left all bounds. @param how such as "the gradient is no finite number" */
export function diverged(how: string): UserError {
  return new UserError(
    `training has diverged: ${how}; begin it anew in another folder with a smaller ppo.learning_rate. What this run has saved before stays as it is`,
  );
}
