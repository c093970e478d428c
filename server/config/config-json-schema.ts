import { z } from "zod";
import { anyGuards, configSchema } from "./config-schema.js";

/**
 * The JSON Schema of configuration files, so that editors complete and check them; from the schema that loading uses.
 *
 * @param guards schema of the guards' thresholds
 * @example writeFileSync("deploy/config.schema.json", JSON.stringify(configJsonSchema(), null, 2));
 */
export function configJsonSchema(guards: z.ZodType = anyGuards): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema(guards), { io: "input", unrepresentable: "any" });
  return { ...schema, title: "cryogym server configuration" };
}
