import assert from "node:assert/strict";
import { type FileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { status } from "@grpc/grpc-js";
import { service as healthService } from "grpc-health-check";
import {
  ServerReflectionRequest,
  type ServerReflectionResponse,
  ServerReflectionService as V1,
} from "../../../proto/gen/grpc/reflection/v1/reflection.js";
import { ServerReflectionService as V1Alpha } from "../../../proto/gen/grpc/reflection/v1alpha/reflection.js";
import { protocolDescriptors } from "../../../server/operations/descriptors.js";
import { AnyClient, type Definition, methodNamed, methods, trivialServer } from "../access/support/trivial-server.js";

describe("addOperations", () => {
  let server: Awaited<ReturnType<typeof trivialServer>>;
  let client: AnyClient;
  before(async () => {
    server = await trivialServer();
    client = new AnyClient(server.address);
  });
  after(() => {
    client.close();
    server.close();
  });
  const counted = async () => (await server.metrics.text()).replaceAll(/^(?!cryogym_).*\n/gm, "");
  const ask = async (definition: object, question: NonNullable<ServerReflectionRequest["messageRequest"]>) => {
    const request = ServerReflectionRequest.fromPartial({ messageRequest: question });
    const { messages } = await client.call(definition as Definition, request);
    return (messages[0] as ServerReflectionResponse).messageResponse;
  };

  for (const [version, { serverReflectionInfo: definition }] of Object.entries({ v1: V1, v1alpha: V1Alpha })) {
    it(`lists its services by reflection ${version}`, async () => {
      const answer = await ask(definition, { $case: "listServices", listServices: "" });
      assert.equal(answer?.$case, "listServicesResponse");
      const named = answer.listServicesResponse.service.map(({ name }) => name);
      const expected = new Set(methods.map(({ path }) => path.split("/")[1]!));
      for (const more of [
        "health.v1.Health",
        "reflection.v1.ServerReflection",
        "reflection.v1alpha.ServerReflection",
      ]) {
        expected.add(`grpc.${more}`);
      }
      assert.deepEqual(new Set(named), expected);
    });

    it(`gives every service's definition whole by reflection ${version}`, async () => {
      for (const { path } of methods) {
        const [service, method] = path.slice(1).split("/") as [string, string];
        for (const symbol of [service, `${service}.${method}`]) {
          const answer = await ask(definition, { $case: "fileContainingSymbol", fileContainingSymbol: symbol });
          assert.equal(answer?.$case, "fileDescriptorResponse", symbol);
          const files = answer.fileDescriptorResponse.fileDescriptorProto.map((bytes) =>
            fromBinary(FileDescriptorProtoSchema, bytes),
          );
          assert.ok(
            files[0]?.service.some(({ name }) => service.endsWith(`.${name}`)),
            symbol,
          );
          const names = files.map(({ name }) => name);
          for (const { dependency } of files) for (const one of dependency) assert.ok(names.includes(one), one);
        }
      }
    });
  }

  it("finds files, messages and fields, and says what is not there", async () => {
    const kinds: [string, string][] = [
      ["cryogym.v1alpha1.Hello", "fileDescriptorResponse"],
      ["cryogym.v1alpha1.Hello.session_key", "fileDescriptorResponse"],
      ["cryogym.v1alpha1.Mode", "fileDescriptorResponse"],
      ["google.protobuf.Any", "fileDescriptorResponse"],
      ["cryogym.v1alpha1.Nothing", "errorResponse"],
      ["", "errorResponse"],
    ];
    for (const [symbol, expected] of kinds) {
      const answer = await ask(V1.serverReflectionInfo, {
        $case: "fileContainingSymbol",
        fileContainingSymbol: symbol,
      });
      assert.equal(answer?.$case, expected, symbol);
    }
    for (const [file, expected] of [
      ["cryogym/v1alpha1/target.proto", "fileDescriptorResponse"],
      ["google/protobuf/duration.proto", "fileDescriptorResponse"],
      ["../../etc/passwd", "errorResponse"],
    ] as const) {
      const answer = await ask(V1.serverReflectionInfo, { $case: "fileByFilename", fileByFilename: file });
      assert.equal(answer?.$case, expected, file);
    }
  });

  it("says of each service whether it serves", async () => {
    const { Check: check } = healthService as unknown as Record<string, Definition>;
    const health = async (service: string) => {
      const { code, messages } = await client.call(check!, { service });
      return code === status.OK ? (messages[0] as { status: string }).status : status[code];
    };
    const session = "cryogym.v1alpha1.SessionService";
    assert.equal(await health(""), "SERVING");
    assert.equal(await health(session), "SERVING");
    assert.equal(await health("cryogym.v1alpha1.NoService"), "NOT_FOUND");
    server.operations.setServing(false, session);
    assert.deepEqual([await health(""), await health(session)], ["SERVING", "NOT_SERVING"]);
    server.operations.setServing(false);
    assert.deepEqual([await health(""), server.operations.isServing()], ["NOT_SERVING", false]);
    server.operations.setServing(true);
    assert.equal(await health(session), "SERVING");
  });

  it("counts calls and streams", async () => {
    const drive = methodNamed("Drive");
    await client.call(methodNamed("SetMode"), {});
    const { stream, ended } = client.open(drive);
    await new Promise((resolve) => stream.once("data", resolve));
    const during = await counted();
    assert.match(during, /cryogym_streams\{method="\/cryogym\.v1alpha1\.CollectionService\/Drive"\} 1/);
    assert.match(during, /cryogym_calls_total\{method="\S+SetMode",code="OK"\} 1/);
    stream.cancel();
    await ended;
    for (let i = 0; i < 100; i++) {
      if (/Drive"\} 0/.test(await counted())) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const after = await counted();
    assert.match(after, /cryogym_streams\{method="\S+Drive"\} 0/);
    assert.match(after, /cryogym_calls_total\{method="\S+Drive",code="(OK|CANCELLED)"\} 1/);
  });
});

describe("protocolDescriptors", () => {
  it("is of the definitions that the code was generated from", () => {
    const registry: FileRegistry = protocolDescriptors();
    for (const { path } of methods) {
      const [service, method] = path.slice(1).split("/") as [string, string];
      assert.ok(
        registry.getService(service)?.methods.some(({ name }) => name === method),
        path,
      );
    }
  });
});
