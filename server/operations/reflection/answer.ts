import { type DescFile, type FileRegistry, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { status } from "@grpc/grpc-js";
import type {
  ServerReflectionRequest,
  ServerReflectionResponse,
} from "../../../proto/gen/grpc/reflection/v1/reflection.js";

type Answer = NonNullable<ServerReflectionResponse["messageResponse"]>;

/**
 * Answers one question of server reflection. Versions v1 and v1alpha have the same messages.
 *
 * @param services full names of what the server has
 */
export function reflectionAnswer(
  request: ServerReflectionRequest,
  registry: FileRegistry,
  services: readonly string[],
): ServerReflectionResponse {
  const { host: validHost, messageRequest: question } = request;
  return { validHost, originalRequest: request, messageResponse: answer(question, registry, services) };
}

function answer(
  question: ServerReflectionRequest["messageRequest"],
  registry: FileRegistry,
  services: readonly string[],
): Answer {
  switch (question?.$case) {
    case "listServices":
      return {
        $case: "listServicesResponse",
        listServicesResponse: { service: services.map((name) => ({ name })) },
      };
    case "fileByFilename":
      return filesOf(registry.getFile(question.fileByFilename), question.fileByFilename);
    case "fileContainingSymbol":
      return filesOf(fileOfSymbol(registry, question.fileContainingSymbol), question.fileContainingSymbol);
    case "fileContainingExtension":
    case "allExtensionNumbersOfType":
      return problem(status.NOT_FOUND, "proto3 has no extensions");
    default:
      return problem(status.UNIMPLEMENTED, "this question is not known here");
  }
}

/** A symbol is a message, an enumeration or a service, or a member of one. */
function fileOfSymbol(registry: FileRegistry, symbol: string): DescFile | undefined {
  const own = registry.get(symbol);
  if (own !== undefined) return own.file;
  const parent = registry.get(symbol.slice(0, symbol.lastIndexOf(".")));
  const last = symbol.slice(symbol.lastIndexOf(".") + 1);
  const isMember =
    (parent?.kind === "service" && parent.methods.some(({ name }) => name === last)) ||
    (parent?.kind === "message" && parent.fields.some(({ name }) => name === last)) ||
    (parent?.kind === "enum" && parent.values.some(({ name }) => name === last));
  return isMember ? parent?.file : undefined;
}

/** A file and all that it imports. */
function filesOf(file: DescFile | undefined, asked: string): Answer {
  if (file === undefined) return problem(status.NOT_FOUND, `there is nothing named '${asked.slice(0, 200)}'`);
  const files = new Set<DescFile>();
  const add = (one: DescFile) => {
    if (files.has(one)) return;
    files.add(one);
    one.dependencies.forEach(add);
  };
  add(file);
  const fileDescriptorProto = [...files].map(({ proto }) => Buffer.from(toBinary(FileDescriptorProtoSchema, proto)));
  return { $case: "fileDescriptorResponse", fileDescriptorResponse: { fileDescriptorProto } };
}

function problem(errorCode: status, errorMessage: string): Answer {
  return { $case: "errorResponse", errorResponse: { errorCode, errorMessage } };
}
