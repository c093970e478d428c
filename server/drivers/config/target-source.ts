import { UserError } from "../../../env/errors.js";
import type { TargetSource } from "../instrument.js";
import type { DriverConfig } from "./driver-config-schema.js";

/**
 * What finds a driver's targets, by the configuration's `finder`.
 *
 * @throws UserError if there is no such finder
 */
export function targetSource({ kind }: NonNullable<DriverConfig["finder"]>): TargetSource {
  throw new UserError(`there is no target finder '${kind}'`);
}
