import { z } from "zod";
import type { DriverKind } from "../instrument.js";
import { driverConfigSchema } from "./driver-config-schema.js";

/**
 * The JSON Schema of drivers' configuration files, so that editors complete and check them.
 *
 * @param kinds the driver kinds that there are
 */
export function driverConfigJsonSchema(kinds: readonly DriverKind[]): Record<string, unknown> {
  const schema = z.toJSONSchema(driverConfigSchema(kinds), { io: "input", unrepresentable: "any" });
  return { ...schema, title: "cryogym driver configuration" };
}
