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
import { gracefulStop, listenToSignals } from "../../../server/operations/graceful-stop.js";
import { Metrics } from "../../../server/operations/metrics.js";
import { sessionLog } from "../../../server/operations/session-log.js";
import {
  AnyClient,
  type Definition,
  keptLog,
  methodNamed,
  methods,
  trivialServer,
} from "../access/support/trivial-server.js";

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

describe("Metrics", () => {
  it("has the names and units that dashboards go by", async () => {
    const metrics = new Metrics({ sessionsByState: () => ({ collecting: 2, halted: 1 }) });
    metrics.decisions.inc({ instrument: "krios", policy: "index", fallback: "" });
    metrics.decisionSeconds.observe({ policy: "index" }, 0.02);
    metrics.exposures.inc({ instrument: "krios" }, 3);
    metrics.results.inc({ instrument: "krios", quality: "good" });
    metrics.commitSeconds.observe(0.002);
    metrics.errors.inc({ kind: "webhook" });
    const text = await metrics.text();
    for (const line of [
      'cryogym_decisions_total{instrument="krios",policy="index",fallback=""} 1',
      'cryogym_decision_seconds_bucket{le="0.03",policy="index"} 1',
      'cryogym_exposures_total{instrument="krios"} 3',
      'cryogym_results_total{instrument="krios",quality="good"} 1',
      'cryogym_journal_commit_seconds_bucket{le="0.003"} 1',
      'cryogym_sessions{state="collecting"} 2',
      'cryogym_sessions{state="halted"} 1',
      'cryogym_errors_total{kind="webhook"} 1',
    ]) {
      assert.ok(text.includes(`${line}\n`), line);
    }
  });

  it("forgets states in which there is no session any more", async () => {
    let states: Record<string, number> = { collecting: 1 };
    const metrics = new Metrics({ sessionsByState: () => states });
    assert.match(await metrics.text(), /state="collecting"/);
    states = {};
    assert.doesNotMatch(await metrics.text(), /state="collecting"/);
  });
});

describe("sessionLog", () => {
  it("names session, directive and shot on each line", () => {
    const { log, text } = keptLog();
    const ofSession = sessionLog(log, { session: "monday", instrument: "krios" });
    sessionLog(ofSession, { directive: "d7", shot: "d7/2" }).warn("late");
    const { session, instrument, directive, shot, msg } = JSON.parse(text());
    assert.deepEqual([session, instrument, directive, shot, msg], ["monday", "krios", "d7", "d7/2", "late"]);
  });
});

describe("gracefulStop", () => {
  const run = async (flush: () => Promise<void> | void, deadlineSeconds?: number) => {
    const { log, text } = keptLog();
    const steps: string[] = [];
    const clean = await gracefulStop({
      flush: async () => {
        steps.push("flush");
        await flush();
      },
      close: () => void steps.push("close"),
      ...(deadlineSeconds !== undefined && { deadlineSeconds }),
      log,
    });
    return { clean, steps, text: text() };
  };

  it("flushes, then closes", async () => {
    const { clean, steps } = await run(() => {});
    assert.deepEqual([clean, steps], [true, ["flush", "close"]]);
  });

  it("closes even when flushing fails or does not end", async () => {
    const failed = await run(() => Promise.reject(new Error("disk full")));
    assert.deepEqual([failed.clean, failed.steps], [false, ["flush", "close"]]);
    assert.match(failed.text, /disk full/);
    const late = await run(() => new Promise<void>(() => {}), 0.05);
    assert.deepEqual([late.clean, late.steps], [false, ["flush", "close"]]);
    assert.match(late.text, /stopping took too long/);
  });
});

describe("listenToSignals", () => {
  it("stops in order at the first signal, at once at the second; a failed reload changes nothing", async () => {
    const { log, text } = keptLog();
    const exits: number[] = [];
    let stops = 0;
    let reloads = 0;
    let finish: (clean: boolean) => void = () => {};
    const stopListening = listenToSignals({
      stop: () => {
        stops++;
        return new Promise((resolve) => {
          finish = resolve;
        });
      },
      reload: () => {
        if (++reloads === 2) throw new Error("tokens.yaml:3:1: wrong");
      },
      log,
      exit: (code) => exits.push(code),
    });
    process.emit("SIGHUP");
    process.emit("SIGHUP");
    assert.match(text(), /tokens\.yaml:3:1: wrong.*nothing was reloaded/);
    process.emit("SIGTERM");
    assert.deepEqual([stops, exits], [1, []]);
    process.emit("SIGINT");
    assert.deepEqual([stops, exits], [1, [1]]);
    finish(true);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(exits, [1, 0]);
    stopListening();
    assert.equal(process.listenerCount("SIGHUP"), 0);
  });
});
