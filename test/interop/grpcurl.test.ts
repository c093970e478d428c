import assert from "node:assert/strict";
import { join } from "node:path";
import { packageRoot } from "../../env/package-root.js";
import { type SecuredServer, startSecuredServer } from "./support/policy-server.js";
import { goProgram, INSTALL_MILLISECONDS } from "./support/program-cache.js";
import { type Ended, runToEnd } from "./support/run-to-end.js";

const own = ["CollectionService", "PolicyService", "ResultsService", "SessionService"].map(
  (name) => `cryogym.v1alpha1.${name}`,
);
const reflections = ["v1", "v1alpha"].map((version) => `grpc.reflection.${version}.ServerReflection`);
const services = [...own, "grpc.health.v1.Health", ...reflections];
const descriptors = ["-protoset", join(packageRoot, "dist", "proto", "descriptors.binpb")];

/** An error as `-format-error` writes it. */
interface Refusal {
  readonly code: number;
  readonly message: string;
  readonly details?: readonly Readonly<Record<string, unknown>>[];
}

describe("grpcurl, with TLS and tokens", () => {
  let grpcurl: string;
  let server: SecuredServer | undefined;

  before(async function () {
    this.timeout(INSTALL_MILLISECONDS);
    grpcurl = await goProgram("grpcurl", "github.com/fullstorydev/grpcurl", "v1.9.4");
    server = await startSecuredServer();
  });
  after(() => server?.close());

  /** @param flags before the address @param rest after it */
  function run(flags: readonly string[], rest: readonly string[]): Promise<Ended> {
    const { authorityFile, address } = server!;
    return runToEnd(grpcurl, ["-cacert", authorityFile, "-max-time", "30", ...flags, address, ...rest]);
  }
  const as = (role: keyof SecuredServer["tokens"]) => ["-H", `authorization: Bearer ${server!.tokens[role]}`];
  async function ok(flags: readonly string[], rest: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await run(flags, rest);
    assert.equal(code, 0, stderr);
    return stdout;
  }
  async function call(flags: readonly string[], method: string, data: object = {}): Promise<Record<string, unknown>> {
    return JSON.parse(await ok([...flags, "-d", JSON.stringify(data)], [method]));
  }
  async function refused(flags: readonly string[], method: string, data: object = {}): Promise<Refusal> {
    const { code, stderr, stdout } = await run([...flags, "-format-error", "-d", JSON.stringify(data)], [method]);
    assert.notEqual(code, 0, stdout);
    return JSON.parse(stderr.slice(stderr.indexOf("{"))) as Refusal;
  }
  const detail = ({ details = [] }: Refusal, type: string) =>
    details.find((one) => one["@type"] === `type.googleapis.com/google.rpc.${type}`);

  it("lists the services and describes each of them by reflection", async () => {
    const listed = (await ok(as("viewer"), ["list"])).trim().split("\n");
    assert.deepEqual(listed, services);
    for (const service of services) {
      const described = await ok(as("viewer"), ["describe", service]);
      assert.match(described, new RegExp(`^${service} is a service:`));
    }
    const methods = (await ok(as("viewer"), ["list", "cryogym.v1alpha1.CollectionService"])).trim().split("\n");
    assert.deepEqual(
      methods,
      ["Drive", "Exchange", "GetInstrument"].map((name) => `cryogym.v1alpha1.CollectionService.${name}`),
    );
    const message = await ok(as("viewer"), ["describe", "cryogym.v1alpha1.Target"]);
    assert.match(message, /map<string, double> features = 9;/);
    assert.match(message, /optional double stage_x_micrometers = 7;/);
  });

  for (const reflection of reflections) {
    it(`is answered by ${reflection}`, async () => {
      const method = `${reflection}/ServerReflectionInfo`;
      const asked = [...descriptors, ...as("viewer")];
      const { listServicesResponse } = await call(asked, method, { list_services: "" });
      const { service } = listServicesResponse as { service: { name: string }[] };
      assert.deepEqual(service.map(({ name }) => name).sort(), services);
      const file = await call(asked, method, { file_containing_symbol: own[0] });
      const { fileDescriptorProto } = file.fileDescriptorResponse as { fileDescriptorProto: string[] };
      assert.ok(Buffer.from(fileDescriptorProto[0]!, "base64").includes("CollectionService"));
    });
  }

  it("checks the health without a token", async () => {
    const check = "grpc.health.v1.Health/Check";
    for (const service of ["", ...own]) {
      assert.deepEqual(await call(descriptors, check, { service }), { status: "SERVING" }, service);
    }
    assert.equal((await refused(descriptors, check, { service: "nothing" })).code, 5);
  });

  it("makes a session, finds it in the list and sees how it stands", async () => {
    const service = "cryogym.v1alpha1.SessionService";
    const made = { session_key: "by-hand", instrument: "krios", mode: "MODE_SHADOW", policy: "raster" };
    assert.deepEqual(await call(as("operator"), `${service}/CreateSession`, made), {});
    const { sessions } = await call(as("viewer"), `${service}/ListSessions`, { page_size: 10 });
    assert.equal((sessions as { sessionKey: string }[])[0]!.sessionKey, "by-hand");
    const session = await call(as("viewer"), `${service}/GetSession`, { session_key: "by-hand" });
    const { state, policy, instrument, mode, budgetSeconds } = session;
    assert.deepEqual(
      { state, policy, instrument, mode, budgetSeconds },
      {
        state: "SESSION_STATE_SURVEYING",
        policy: "raster",
        instrument: "krios",
        mode: "MODE_SHADOW",
        budgetSeconds: 3600,
      },
    );
  });

  it("shows an error's details", async () => {
    const method = "cryogym.v1alpha1.SessionService/GetSession";
    const unknown = await refused(as("viewer"), method, { session_key: "nobody-s" });
    assert.equal(unknown.code, 5);
    assert.match(unknown.message, /nobody-s/);
    const { reason, domain } = detail(unknown, "ErrorInfo")!;
    assert.deepEqual([reason, domain], ["SESSION_UNKNOWN", "cryogym"]);
    const exchange = "cryogym.v1alpha1.CollectionService/Exchange";
    const long = await refused(as("driver"), exchange, { session_key: "by-hand", wait_for_seconds: 61 });
    assert.equal(long.code, 3);
    const { fieldViolations } = detail(long, "BadRequest") as { fieldViolations: { field: string }[] };
    assert.deepEqual(
      fieldViolations.map(({ field }) => field),
      ["wait_for_seconds"],
    );
  });

  it("is told what is wrong with a token", async () => {
    const method = "cryogym.v1alpha1.SessionService/ListSessions";
    const reason = async (...flags: string[]) => {
      const { code, ...rest } = await refused([...descriptors, ...flags], method);
      return [code, detail({ code, ...rest }, "ErrorInfo")?.reason];
    };
    assert.deepEqual(await reason(), [16, "CREDENTIALS_MISSING"]);
    assert.deepEqual(await reason("-H", "authorization: Bearer nonsense"), [16, "TOKEN_MALFORMED"]);
    assert.deepEqual(await reason(...as("driver")), [7, "ROLE_MAY_NOT"]);
    const { code, stderr } = await run([], ["list"]);
    assert.notEqual(code, 0);
    assert.match(stderr, /Unauthenticated|authorization/);
  });

  it("does not trust another authority's certificate, and is not let in without TLS", async () => {
    const { strangerFile, address } = server!;
    const untrusted = await runToEnd(grpcurl, ["-cacert", strangerFile, "-max-time", "10", address, "list"]);
    assert.notEqual(untrusted.code, 0);
    assert.match(untrusted.stderr, /unknown authority|certificate/);
    const plain = await runToEnd(grpcurl, ["-plaintext", "-connect-timeout", "3", "-max-time", "5", address, "list"]);
    assert.notEqual(plain.code, 0, plain.stdout);
  });
});
