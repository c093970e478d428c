import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { packageRoot } from "../../../../env/package-root.js";
import { driverConfigJsonSchema } from "../../../../server/drivers/config/driver-config-json-schema.js";
import { type LoadedDriverConfig, loadDriverConfig } from "../../../../server/drivers/config/load-driver-config.js";
import { serverConnection } from "../../../../server/drivers/config/server-connection.js";
import { driverKinds } from "../../../../server/drivers/kinds/index.js";
import { withTemporaryFolder } from "../../../support/temporary-folder.js";

const LEAST = "driver: { kind: simulated, port: 48000 }\n";
const kinds = driverKinds.entries();

function load<T>(text: string, use: (config: LoadedDriverConfig, folder: string) => T, more = {}): T {
  return withTemporaryFolder({ "scope.yaml": text, ...more }, (folder) =>
    use(loadDriverConfig(join(folder, "scope.yaml"), kinds), folder),
  );
}

function problem(text: string, more = {}): string {
  try {
    load(text, () => {}, more);
  } catch (error) {
    return (error as Error).message.replaceAll(/^[^:\n]*\//gm, "");
  }
  return "";
}

describe("a driver's configuration", () => {
  it("needs little, and says what holds for the rest", () => {
    load(LEAST, (config, folder) => {
      assert.equal(config.kind.name, "simulated");
      assert.deepEqual(config.options, { port: 48_000 });
      assert.equal(config.session, "session");
      assert.equal(config.stateFile, join(folder, "state", "driver.sqlite"));
      assert.equal(config.limits, undefined);
      assert.deepEqual(config.unattended, { blank_after_minutes: 10, safe_after_minutes: 60 });
      assert.deepEqual(config.server, { tls: false, transport: "stream" });
    });
  });

  it("takes all paths from its own folder", () => {
    const text = [
      "driver: { kind: simulated, port: 1, movies: ../movies }",
      "limits: own/limits.yaml",
      "server: { token: token }",
      "finder: { kind: nav, grids: [{ name: G1, file: g1.nav }] }\n",
    ].join("\n");
    const more = { "own/limits.yaml": "tilt_degrees: [-10, 10]\n", token: "secret\n" };
    load(
      text,
      (config, folder) => {
        assert.deepEqual(config.options, { port: 1, movies: join(folder, "..", "movies") });
        assert.deepEqual(config.limits?.tilt_degrees, [-10, 10]);
        assert.deepEqual(config.finder, { kind: "nav", grids: [{ name: "G1", file: join(folder, "g1.nav") }] });
        assert.equal(config.server.token, join(folder, "token"));
        assert.equal(serverConnection("127.0.0.1:1", config.server).token, "secret");
        assert.throws(() => serverConnection("far.example:1", config.server), /in the clear/);
      },
      more,
    );
    const wrong = problem(text, { ...more, "own/limits.yaml": "tilt_degrees: [10, -10]\n" });
    assert.match(wrong, /^limits\.yaml:1:\d+: tilt_degrees: the least value comes first/);
  });

  const cases: [string, string, RegExp][] = [
    ["no driver", "session: monday\n", /'driver' is missing/],
    ["an unknown kind", "driver: { kind: simulatd, port: 1 }\n", /^scope\.yaml:1:17: driver\.kind: .*simulated/],
    [
      "another kind's key",
      "driver:\n  kind: temscript\n  url: http://a:1\n  port: 1\n",
      /^scope\.yaml:4:3: unknown key 'driver\.port'\. Allowed here: url, camera/,
    ],
    ["a missing option", "driver: { kind: temscript }\n", /'driver\.url' is missing/],
    [
      "an address that is none",
      "driver: { kind: temscript, url: 'ftp://a' }\n",
      /^scope\.yaml:1:33: driver\.url: expected http:\/\/HOST:PORT/,
    ],
    ["an unknown key", `${LEAST}sesion: a\n`, /^scope\.yaml:2:1: unknown key 'sesion'.*Did you mean 'session'/],
    ["a session that can't be", `${LEAST}session: a b\n`, /^scope\.yaml:2:10: session: expected 1 to 64 of/],
    ["a file that is not there", `${LEAST}limits: none.yaml\n`, /^scope\.yaml:2:9: limits: there is no file/],
    [
      "a certificate without key",
      `${LEAST}server:\n  certificate: a\n`,
      /server\.certificate: 'certificate' and 'key'/,
    ],
    ["a finder without kind", `${LEAST}finder: { file: a }\n`, /'finder\.kind' is missing/],
    [
      "time that runs backwards",
      `${LEAST}unattended: { blank_after_minutes: -1 }\n`,
      /blank_after_minutes: expected number/,
    ],
  ];
  for (const [what, text, words] of cases) {
    it(`is refused with ${what}, at its place`, () => {
      assert.match(problem(text), words);
    });
  }

  it("comes with an example for each kind, which its JSON Schema takes", () => {
    const folder = join(packageRoot, "deploy", "drivers");
    const schema = driverConfigJsonSchema(kinds);
    assert.deepEqual(
      JSON.parse(readFileSync(join(packageRoot, "deploy", "driver.schema.json"), "utf8")),
      JSON.parse(JSON.stringify(schema)),
      "deploy/driver.schema.json is old: cryogym drive --config-schema > deploy/driver.schema.json",
    );
    const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema);
    const examples = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
    for (const file of examples) {
      const path = join(folder, file);
      assert.ok(validate(parse(readFileSync(path, "utf8"))), `${file}: ${JSON.stringify(validate.errors)}`);
      assert.equal(`${loadDriverConfig(path, kinds).kind.name}.yaml`, file);
    }
    for (const name of driverKinds.names()) assert.ok(examples.includes(`${name}.yaml`), name);
    assert.equal(validate({ driver: { kind: "simulated", port: 1, url: "x" } }), false);
  });
});
