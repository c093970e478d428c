import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { z } from "zod";
import { packageRoot } from "../../../env/package-root.js";
import { configJsonSchema } from "../../../server/config/config-json-schema.js";
import { loadConfig } from "../../../server/config/load-config.js";
import { messageBytes, serverOptionsOf } from "../../../server/config/server-options.js";
import { guardsSchema } from "../../../server/safety/guards/index.js";
import { withTemporaryFolder } from "../../support/temporary-folder.js";

const LEAST = "data: data\ninstruments:\n  - name: krios\n    scenario: y1-like\n";
const deploy = join(packageRoot, "deploy");

describe("loadConfig", () => {
  const load = <T>(text: string, use: (config: ReturnType<typeof loadConfig>, folder: string) => T, more = {}): T =>
    withTemporaryFolder({ "cryogym.yaml": text, ...more }, (folder) =>
      use(loadConfig(join(folder, "cryogym.yaml")), folder),
    );
  const problem = (text: string, more = {}): string => {
    try {
      load(text, () => {}, more);
    } catch (error) {
      return (error as Error).message.replaceAll(/^[^:\n]*\//gm, "");
    }
    return "";
  };

  it("needs little, and says what holds for the rest", () => {
    load(LEAST, (config, folder) => {
      assert.equal(config.listen, "127.0.0.1:50051");
      assert.equal(config.data, join(folder, "data"));
      assert.deepEqual(config.limits, {
        message_mebibytes: 4,
        streams_per_client: 32,
        requests_per_minute: 1200,
        sessions: 1000,
        watchers: 256,
      });
      assert.deepEqual(config.instruments[0]?.limits, { shots_per_target: 1, forbidden_squares: [], quiet_hours: [] });
      assert.equal(config.instruments[0]?.mode, "advise");
      assert.equal(config.gateway, undefined);
      assert.equal(config.log_level, "info");
    });
  });

  it("reads limits from a file, all paths from its own folder", () => {
    const text = `${LEAST}    limits: safe/krios.yaml\ntokens: tokens.yaml\n`;
    const more = { "safe/krios.yaml": "tilt_degrees: [-10, 10]\n", "tokens.yaml": "tokens: []\n" };
    load(
      text,
      (config, folder) => {
        assert.deepEqual(config.instruments[0]?.limits.tilt_degrees, [-10, 10]);
        assert.equal(config.tokens, join(folder, "tokens.yaml"));
      },
      more,
    );
    const wrong = problem(text, { ...more, "safe/krios.yaml": "tilt_degrees: [10, -10]\n" });
    assert.match(wrong, /^krios\.yaml:1:\d+: tilt_degrees: the least value comes first/);
  });

  const cases: [string, string, RegExp][] = [
    [
      "an unknown key",
      `${LEAST}lissten: 127.0.0.1:1\n`,
      /^cryogym\.yaml:5:1: unknown key 'lissten'.*Did you mean 'listen'/,
    ],
    [
      "an unknown key deep inside",
      `${LEAST}limits:\n  watcher: 3\n`,
      /^cryogym\.yaml:6:3: unknown key 'limits\.watcher'.*Did you mean 'watchers'/,
    ],
    ["a missing key", "instruments: []\n", /'data' is missing: expected string/],
    ["no instrument", "data: d\ninstruments: []\n", /^cryogym\.yaml:2:14: instruments: /],
    ["no port", `listen: 127.0.0.1\n${LEAST}`, /^cryogym\.yaml:1:9: listen: expected host:port, such as/],
    ["a port too great", `listen: 127.0.0.1:70000\n${LEAST}`, /:1:9: listen: expected a port of at most 65535/],
    [
      "gRPC open to the network",
      `listen: 0.0.0.0:50051\n${LEAST}`,
      /:1:9: listen: '0\.0\.0\.0:50051' is open.*add 'tls'/,
    ],
    ["a name that is open", `listen: policy.example:50051\n${LEAST}`, /:1:9: listen: .* is open to the network/],
    [
      "the gateway open to the network",
      `gateway: { listen: "[::]:8080" }\n${LEAST}`,
      /:1:20: gateway\.listen: '\[::\]:8080' is open/,
    ],
    ["one port twice", `gateway: { listen: 127.0.0.1:50051 }\n${LEAST}`, /gateway\.listen: gRPC listens there already/],
    ["no such tokens file", `tokens: none.yaml\n${LEAST}`, /:1:9: tokens: there is no file .*none\.yaml/],
    ["a wrong mode", `${LEAST}    mode: autonomus\n`, /:5:11: instruments\.0\.mode: .*Did you mean 'autonomous'/],
    ["a wrong scenario", `${LEAST.replace("y1-like", "y1-lik")}`, /:4:15: instruments\.0\.scenario: unknown scenario/],
    [
      "a name twice",
      `${LEAST}  - name: krios\n    scenario: y1-like\n`,
      /:5:11: instruments\.1\.name: 'krios' comes twice/,
    ],
    [
      "wrong limits inline",
      `${LEAST}    limits:\n      tilt_degres: [1, 2]\n`,
      /:6:7: unknown key 'instruments\.0\.limits\.tilt_degres'.*Did you mean 'tilt_degrees'/,
    ],
    ["no such limits file", `${LEAST}    limits: none.yaml\n`, /:5:13: instruments\.0\.limits: there is no file/],
    [
      "a wrong address",
      `notifications: { webhooks: [[{ url: nowhere }]] }\n${LEAST}`,
      /:1:37: notifications\.webhooks\.0\.0\.url: expected an/,
    ],
  ];
  for (const [what, text, expected] of cases) {
    it(`says where there is ${what}`, () => assert.match(problem(text), expected));
  }

  it("refuses TLS by which nobody could call, and names it", () => {
    const tls = "tls:\n  certificate: a.pem\n  key: a.key\n";
    const files = { "a.pem": "", "a.key": "", "ca.pem": "", "tokens.yaml": "tokens: []\n" };
    const open = "listen: 0.0.0.0:50051\n";
    assert.match(problem(`${open}${tls}${LEAST}`, files), /tls: nobody could call/);
    assert.equal(problem(`${open}${tls}tokens: tokens.yaml\n${LEAST}`, files), "");
    const clients = "  clients: [{ common_name: desk, role: viewer, instrument: glacios }]\n";
    assert.match(problem(`${tls}${clients}${LEAST}`, files), /tls\.clients: needs 'client_ca'/);
    const trusted = `${tls}  client_ca: ca.pem\n${clients}${LEAST}`;
    assert.match(problem(trusted, files), /:5:\d+: tls\.clients\.0\.instrument: there is no instrument 'glacios'/);
    const strict = `${tls}  require_client_certificate: true\ntokens: tokens.yaml\n${LEAST}`;
    assert.match(problem(strict, files), /tls\.require_client_certificate: needs 'client_ca'/);
  });

  it("checks thresholds of guards by the schema that it is given", () => {
    withTemporaryFolder({ "c.yaml": `${LEAST}guards:\n  good_shar: 0.2\n` }, (folder) => {
      const file = join(folder, "c.yaml");
      assert.deepEqual({ ...loadConfig(file).guards }, { good_shar: 0.2 });
      const guards = z.strictObject({ good_share: z.number().default(0.1) });
      assert.throws(() => loadConfig(file, guards), /c\.yaml:6:3: unknown key 'guards\.good_shar'.*'good_share'/);
    });
  });
});

describe("serverOptionsOf", () => {
  it("has grpc-js's names and units", () => {
    const keepalive = { time_seconds: 30, timeout_seconds: 10 };
    const limits = { message_mebibytes: 0.5, streams_per_client: 3, requests_per_minute: 1, sessions: 1, watchers: 1 };
    const options = serverOptionsOf({ limits, keepalive });
    assert.equal(options["grpc.max_receive_message_length"], 524_288);
    assert.equal(options["grpc.keepalive_time_ms"], 30_000);
    assert.equal(options["grpc.keepalive_timeout_ms"], 10_000);
    assert.equal(messageBytes({ message_mebibytes: 4 }), 4_194_304);
  });
});

describe("configJsonSchema", () => {
  const schema = configJsonSchema(guardsSchema.prefault({}));

  it("is what deploy/config.schema.json holds ('cryogym serve --config-schema' makes it)", () => {
    const text = readFileSync(join(deploy, "config.schema.json"), "utf8");
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(schema)));
  });

  it("accepts the example, which can be loaded", () => {
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
    const example = join(deploy, "cryogym.yaml");
    assert.ok(validate(parse(readFileSync(example, "utf8"))), JSON.stringify(validate.errors));
    assert.deepEqual(
      loadConfig(example).instruments.map(({ name }) => name),
      ["krios", "glacios"],
    );
    assert.ok(!validate({ ...parse(LEAST), lissten: "" }));
  });

  it("explains every key", () => {
    const unexplained: string[] = [];
    const look = (node: unknown, path: string): void => {
      if (typeof node !== "object" || node === null) return;
      const { properties, items, anyOf } = node as Record<string, unknown>;
      for (const [key, value] of Object.entries((properties ?? {}) as Record<string, { description?: string }>)) {
        // What limits may be is explained where they are kept.
        if (path.endsWith("limits") && path.startsWith("instruments")) continue;
        if (!/[.]$/.test(value.description ?? "")) unexplained.push(`${path}.${key}`);
        look(value, path === "" ? key : `${path}.${key}`);
      }
      look(items, path);
      for (const alternative of (anyOf ?? []) as unknown[]) look(alternative, path);
    };
    look(schema, "");
    assert.deepEqual(unexplained, []);
  });
});
