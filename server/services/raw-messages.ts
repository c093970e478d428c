import type { ServiceDefinition } from "@grpc/grpc-js";

const raws = new WeakMap<object, Buffer>();

/** The bytes that a message came as, with what this version does not know of it; undefined if it did not come by gRPC. */
export function rawOf(message: object): Buffer | undefined {
  return raws.get(message);
}

/** The same service, its requests' bytes kept for {@link rawOf}. */
export function keepingRaw<Definition extends ServiceDefinition>(definition: Definition): Definition {
  const methods = Object.entries(definition).map(([name, method]) => {
    const requestDeserialize = (bytes: Buffer) => {
      const message = method.requestDeserialize(bytes) as object;
      raws.set(message, bytes);
      return message;
    };
    return [name, { ...method, requestDeserialize }];
  });
  return Object.fromEntries(methods) as Definition;
}
