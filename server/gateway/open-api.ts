import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { packageVersion } from "../../env/package-root.js";
import type { GatewayMethod } from "./codec.js";

type Schema = Record<string, unknown>;

const refTo = (typeName: string): Schema => ({ $ref: `#/components/schemas/${typeName}` });
const json = (schema: Schema) => ({ "application/json": { schema } });

/** A route and the method behind it. */
export interface ApiRoute {
  readonly verb: "get" | "post";
  readonly url: string;
  readonly method: GatewayMethod;
}

/** The gateway as an OpenAPI 3.1 document, made of the protocol's definitions. */
export function openApi(routes: readonly ApiRoute[]): Schema {
  const schemas: Record<string, Schema> = { Error: errorSchema };
  const paths: Record<string, Record<string, Schema>> = {};
  for (const { verb, url, method } of routes) {
    const { input, output } = method.descriptor;
    addMessage(input, schemas);
    addMessage(output, schemas);
    const answer = method.isStream
      ? { [eventsOrTable(method)]: { schema: { type: "string" } } }
      : json(refTo(output.typeName));
    paths[url] = {
      ...paths[url],
      [verb]: {
        operationId: `${verb}_${url.replaceAll(/[^A-Za-z0-9]+/g, "_").replace(/^_/, "")}`,
        tags: [method.descriptor.parent.name],
        ...(verb === "get"
          ? { parameters: input.fields.map(parameterOf) }
          : { requestBody: { required: true, content: json(refTo(input.typeName)) } }),
        responses: {
          200: { description: output.name, content: answer },
          default: { description: "What was wrong.", content: json(refTo("Error")) },
        },
      },
    };
  }
  return {
    openapi: "3.1.0",
    info: { title: "cryogym", version: packageVersion, description: "JSON as proto3 defines it." },
    security: [{ token: [] }],
    paths,
    components: { schemas, securitySchemes: { token: { type: "http", scheme: "bearer" } } },
  };
}

/** What a streaming method's answer is in HTTP. */
export function eventsOrTable({ key }: GatewayMethod): "text/event-stream" | "text/csv" {
  return key.endsWith("/ExportSession") ? "text/csv" : "text/event-stream";
}

function parameterOf(field: DescField): Schema {
  return { name: field.name, in: "query", schema: schemaOf(field, {}) };
}

function addMessage(message: DescMessage, schemas: Record<string, Schema>): void {
  if (schemas[message.typeName] !== undefined) return;
  const properties: Record<string, Schema> = {};
  schemas[message.typeName] = { type: "object", properties, additionalProperties: false };
  for (const field of message.fields) properties[field.jsonName] = schemaOf(field, schemas);
}

function schemaOf(field: DescField, schemas: Record<string, Schema>): Schema {
  switch (field.fieldKind) {
    case "list":
      return { type: "array", items: single(field, schemas) };
    case "map":
      return { type: "object", additionalProperties: single(field, schemas) };
    default:
      return single(field, schemas);
  }
}

function single(field: DescField, schemas: Record<string, Schema>): Schema {
  if (field.message !== undefined) {
    addMessage(field.message, schemas);
    return refTo(field.message.typeName);
  }
  if (field.enum !== undefined) return { type: "string", enum: field.enum.values.map(({ name }) => name) };
  return scalars[field.scalar ?? ScalarType.STRING] ?? { type: "integer" };
}

const integerText: Schema = { type: ["string", "integer"], format: "int64" };
const scalars: Readonly<Partial<Record<ScalarType, Schema>>> = {
  [ScalarType.STRING]: { type: "string" },
  [ScalarType.BOOL]: { type: "boolean" },
  [ScalarType.BYTES]: { type: "string", contentEncoding: "base64" },
  [ScalarType.DOUBLE]: { type: "number" },
  [ScalarType.FLOAT]: { type: "number" },
  [ScalarType.INT64]: integerText,
  [ScalarType.UINT64]: integerText,
};

const errorSchema: Schema = {
  type: "object",
  properties: {
    code: { type: "integer", description: "The gRPC status." },
    status: { type: "string", description: "Its name, such as NOT_FOUND." },
    message: { type: "string", description: "For a person." },
    details: { type: "array", items: { type: "object" }, description: "google.rpc.ErrorInfo and BadRequest." },
  },
};
