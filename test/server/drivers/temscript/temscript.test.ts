import assert from "node:assert/strict";
import { FailureCategory } from "../../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Instrument } from "../../../../server/drivers/instrument.js";
import { driverKinds } from "../../../../server/drivers/kinds/index.js";
import { HttpWire } from "../../../../server/drivers/temscript/http-wire.js";
import { meanCounts } from "../../../../server/drivers/temscript/survey-image.js";
import { TemscriptClient } from "../../../../server/drivers/temscript/temscript-client.js";
import { explainReason } from "../../../../server/drivers/temscript/temscript-error.js";
import { driverBench } from "../../../support/server-drive.js";
import { surveyedTargets } from "../../../support/server-scripted-driver.js";
import { directive } from "../../../support/server-scripted-server.js";
import { FakeTemscript, json, type Misbehaviour } from "./fake-temscript.js";

const failing =
  (code: number, reason: string): Misbehaviour =>
  (response) => {
    response.writeHead(code, reason, { "content-length": 0 }).end();
  };
const hangsUp: Misbehaviour = (response) => void response.socket?.destroy();
const silent: Misbehaviour = () => {};
const raw =
  (text: string): Misbehaviour =>
  (response) =>
    json(response, `raw:${text}`);

describe("temscript's wire", () => {
  let fake: FakeTemscript;
  let wire: HttpWire;
  let client: TemscriptClient;

  beforeEach(async () => {
    fake = new FakeTemscript();
    await fake.start();
    wire = new HttpWire({ url: fake.url, patienceSeconds: 0.3 });
    client = new TemscriptClient(wire, { toleranceMicrometers: 1, toleranceDegrees: 0.5 });
  });

  afterEach(async () => {
    wire.close();
    await fake.close();
  });

  const error = (words: RegExp, refused: boolean) => (thrown: Error & { refused?: boolean }) => {
    assert.match(thrown.message, words);
    assert.equal(thrown.refused, refused, thrown.message);
    return true;
  };

  const answers: [string, Misbehaviour, RegExp, { get: boolean; put: boolean }][] = [
    ["hangs up", hangsUp, /did not answer defocus: socket hang up|ECONNRESET/, { get: true, put: false }],
    ["is silent", silent, /no answer within 0\.3 s/, { get: true, put: false }],
    [
      "does not know it",
      failing(404, '"Unknown endpoint"'),
      /does not know defocus: Unknown endpoint/,
      { get: true, put: true },
    ],
    [
      "fails at the microscope",
      failing(500, "Error handling request '/v1/defocus': (-2147155971, 'x')"),
      /could not carry out defocus: the value is out of range \(\(-2147155971/,
      { get: true, put: false },
    ],
    ["is another program", failing(302, "Found"), /with 302 Found; is it temscript/, { get: true, put: false }],
    [
      "takes no such request",
      failing(501, "Unsupported"),
      /does not take this kind of request/,
      { get: true, put: true },
    ],
    [
      "breaks off",
      (response) => {
        response.writeHead(200, { "content-length": 100 });
        response.write("{");
        setTimeout(() => response.socket?.destroy(), 20);
      },
      /did not answer defocus: aborted/,
      { get: true, put: false },
    ],
  ];
  for (const [what, misbehaviour, words, refused] of answers) {
    it(`says what may have happened when the server ${what}`, async () => {
      fake.misbehaves.set("GET defocus", misbehaviour).set("PUT defocus", misbehaviour);
      await assert.rejects(wire.get("defocus"), error(words, refused.get));
      await assert.rejects(wire.put("defocus", 1e-6), error(words, refused.put));
      // The next request is answered.
      assert.equal(await client.read("version"), "2.1.0");
    });
  }

  const nonsense: [string, string, RegExp][] = [
    ["NaN", '{"x": NaN, "y": 0, "z": 0, "a": 0}', /stage_position with no JSON/],
    ["nothing", "", /stage_position with no JSON/],
    ["half of it", '{"x": 1', /stage_position with no JSON/],
    ["a missing axis", '{"x": 0, "z": 0, "a": 0}', /stage_position with something else: y/],
    ["text for a number", '{"x": "0", "y": 0, "z": 0, "a": 0}', /something else: x/],
    ["a list", "[0, 0, 0]", /something else: the answer/],
    ["null", "null", /something else: the answer/],
  ];
  for (const [what, text, words] of nonsense) {
    it(`takes ${what} for no position, and a move to be uncertain by it`, async () => {
      fake.misbehaves.set("GET stage_position", raw(text));
      await assert.rejects(client.read("stage_position"), error(words, true));
      await assert.rejects(client.moveStage({ x: 1e-5 }), error(/read back after a change/, false));
    });
  }

  it("sends nothing that is wrong", async () => {
    await assert.rejects(client.moveStage({ x: 2e-3 }), error(/outside of the stage's limits/, true));
    await assert.rejects(client.moveStage({ b: Number.POSITIVE_INFINITY }), error(/is no number/, true));
    fake.values.set("stage_limits", { x: [-1, 1], y: [-1, 1] });
    await assert.rejects(client.moveStage({ b: 0 }), error(/has no axis 'b'/, true));
    await assert.rejects(client.setMagnification(0), error(/magnification index 0/, true));
    await assert.rejects(client.setDefocus(Number.NaN, 1e-5), error(/defocus NaN/, true));
    assert.deepEqual(
      fake.requests.filter((request) => request.startsWith("PUT")),
      [],
    );
  });

  it("sees a value that was not taken on", async () => {
    const ignores: Misbehaviour = (response) => response.writeHead(204).end();
    fake.misbehaves.set("PUT beam_blanked", ignores).set("PUT defocus", ignores).set("PUT stage_position", ignores);
    await assert.rejects(client.setBlanked(true), error(/beam_blanked was set to true and is false/, false));
    await assert.rejects(client.setDefocus(-1e-6, 1e-5), error(/defocus was set to -0\.000001 and is 0/, false));
    await assert.rejects(client.moveStage({ y: 2e-6 }), error(/sent to 2\.00 µm and stands at 0\.00 µm/, false));
    // Within what a stage may be off.
    await client.moveStage({ y: 5e-7 });
  });

  it("reads images of either byte order, packed or not, and refuses what does not fit", async () => {
    const pixels = Buffer.alloc(8);
    for (const [i, value] of [-2, 300, 5, 1].entries()) pixels.writeInt16BE(value, 2 * i);
    const image = {
      width: 2,
      height: 2,
      type: "INT16",
      endianness: "BIG",
      encoding: "BASE64",
      data: pixels.toString("base64"),
    };
    const give = (more: object) => fake.values.set("acquire", { CCD: { ...image, ...more } });
    give({});
    assert.equal(meanCounts(await client.acquire("CCD", 0.1)), 76);
    give({ type: "UINT8", width: 100, height: 100, data: Buffer.alloc(10_000, 7).toString("base64") });
    assert.equal(meanCounts(await client.acquire("CCD", 0.1)), 7);
    give({ width: 3 });
    await assert.rejects(client.acquire("CCD", 0.1), error(/image of 3 × 2 has 8 bytes; expected 12/, true));
    give({ type: "COMPLEX64" });
    await assert.rejects(client.acquire("CCD", 0.1), error(/pixels of type 'COMPLEX64'/, true));
    fake.values.set("acquire", {});
    await assert.rejects(client.acquire("CCD", 0.1), error(/gave no image/, false));
  });

  it("tells what the scripting interface's numbers mean", () => {
    assert.equal(explainReason("Error handling request '/v1/x': boom"), "boom");
    assert.match(explainReason("OSError: [WinError -2147024891] no"), /^access was denied: .*\(OSError/);
    assert.match(explainReason("COM error 0x8004fffc"), /^this microscope does not have that/);
    assert.equal(explainReason(""), "no reason given");
  });

  describe("under a driver", () => {
    let instrument: Instrument;

    afterEach(() => instrument.close());

    it("loses an answer: the move is settled by where the stage stands, and none is repeated", async () => {
      const kind = driverKinds.get("temscript");
      const findTargets = async () =>
        surveyedTargets().map((target) => ({ ...target, stageXMicrometers: 10, stageYMicrometers: 20 }));
      instrument = await kind.connect(kind.options.parse({ url: fake.url, patience_seconds: 0.3 }), { findTargets });
      for (const [name, value] of [
        ["image_shift", [0, 0]],
        ["indicated_magnification", 1e5],
        ["spot_size_index", 3],
      ] as const)
        fake.values.set(name, value);
      fake.misbehaves.set("PUT stage_position", (response, request) => {
        fake.values.set("stage_position", { x: 1e-5, y: 2e-5, z: 0, a: 0, b: 0 });
        hangsUp(response, request);
      });
      const bench = await driverBench();
      try {
        bench.server.options.directives.push(directive("s", { $case: "goToSquare", goToSquare: { targetId: "1.1" } }));
        void bench.drive(instrument);
        await bench.heard("directiveFailed");
        const { category, detail } = bench.server.of("directiveFailed")[0]!.directiveFailed;
        assert.equal(category, FailureCategory.TRANSIENT);
        assert.match(detail, /whether it was done can't be told: the stage stands at 10, 20 µm/);
        assert.equal(fake.requests.filter((request) => request.startsWith("PUT stage_position")).length, 1);
      } finally {
        bench.close();
      }
    });
  });
});
