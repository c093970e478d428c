import { type DescMethod, fromBinary, fromJson, type JsonValue, toBinary, toJson } from "@bufbuild/protobuf";
import { status } from "@grpc/grpc-js";
import { richError } from "../access/rich-error.js";
import { type ServiceMethods, serviceName } from "../operations/add-operations.js";
import { protocolDescriptors } from "../operations/descriptors.js";

interface Definition {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestDeserialize: (value: Buffer) => unknown;
  readonly responseSerialize: (value: never) => Buffer;
}

/** One method, as the gateway serves it. */
export interface GatewayMethod {
  /** As in the permission table. */
  readonly path: string;
  /** Such as `SessionService/GetSession`. */
  readonly key: string;
  readonly descriptor: DescMethod;
  readonly isStream: boolean;
  /** @throws RichError INVALID_ARGUMENT if it is not the request's JSON, saying which field is wrong */
  readRequest(json: unknown): unknown;
  writeResponse(response: unknown): JsonValue;
}

/**
 * The methods of services that HTTP can carry: all but those to which a client streams. JSON is proto3's own: names in
 * lowerCamelCase or as in the definition, 64-bit integers as text, unknown names refused. It goes by the definitions
 * themselves, as ts-proto's `fromJSON` takes anything for a message.
 */
export function gatewayMethods(services: readonly ServiceMethods[]): GatewayMethod[] {
  const registry = protocolDescriptors();
  return services.flatMap((service) => {
    const descriptor = registry.getService(serviceName(service));
    if (descriptor === undefined) throw new Error(`the build's descriptors lack ${serviceName(service)}`);
    return (Object.values(service) as Definition[]).flatMap((definition) => {
      if (definition.requestStream) return [];
      const name = definition.path.slice(definition.path.lastIndexOf("/") + 1);
      const method = descriptor.methods.find((one) => one.name === name)!;
      return [methodOf(definition, method, `${descriptor.name}/${name}`)];
    });
  });
}

function methodOf(definition: Definition, descriptor: DescMethod, key: string): GatewayMethod {
  const { path, responseStream, requestDeserialize, responseSerialize } = definition;
  return {
    path,
    key,
    descriptor,
    isStream: responseStream,
    readRequest(json) {
      try {
        const bytes = toBinary(descriptor.input, fromJson(descriptor.input, (json ?? {}) as JsonValue));
        return requestDeserialize(Buffer.from(bytes));
      } catch (error) {
        throw notReadable(error as Error, descriptor.input.typeName);
      }
    },
    writeResponse: (response) =>
      toJson(descriptor.output, fromBinary(descriptor.output, responseSerialize(response as never)), {
        alwaysEmitImplicit: true,
      }),
  };
}

const FIELD = /field (\S+?)[:,\s]/;
const MOST_MESSAGE_CHARACTERS = 300;

function notReadable({ message }: Error, type: string) {
  const description = message.slice(0, MOST_MESSAGE_CHARACTERS);
  const field = FIELD.exec(`${message} `)?.[1] ?? "";
  return richError(status.INVALID_ARGUMENT, `the body is no ${type}: ${description}`, {
    errorInfo: { reason: "BODY_INVALID", metadata: { type } },
    badRequest: [{ field: field.slice(field.lastIndexOf(".") + 1), description }],
  });
}
