import type { Server, ServerDuplexStream } from "@grpc/grpc-js";
import {
  type ServerReflectionRequest,
  type ServerReflectionResponse,
  ServerReflectionService as V1,
} from "../../../proto/gen/grpc/reflection/v1/reflection.js";
import { ServerReflectionService as V1Alpha } from "../../../proto/gen/grpc/reflection/v1alpha/reflection.js";
import { protocolDescriptors } from "../descriptors.js";
import { reflectionAnswer } from "./answer.js";

/**
 * Lets tools such as grpcurl ask a server what it speaks, in both versions of server reflection that are about.
 *
 * @param services full names of what the server has, such as `cryogym.v1alpha1.SessionService`
 */
export function addReflection(server: Server, services: readonly string[]): void {
  const registry = protocolDescriptors();
  const all = [...services, "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"];
  const serverReflectionInfo = (stream: ServerDuplexStream<ServerReflectionRequest, ServerReflectionResponse>) => {
    stream.on("data", (request: ServerReflectionRequest) => {
      if (!stream.write(reflectionAnswer(request, registry, all))) {
        stream.pause();
        stream.once("drain", () => stream.resume());
      }
    });
    stream.on("end", () => stream.end());
    stream.on("error", () => {});
  };
  server.addService(V1, { serverReflectionInfo });
  server.addService(V1Alpha, { serverReflectionInfo });
}
