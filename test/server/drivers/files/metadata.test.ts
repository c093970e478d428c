import assert from "node:assert/strict";
import { parseEpuGridSquare } from "../../../../server/drivers/files/epu/grid-square.js";
import { parseEpuImage } from "../../../../server/drivers/files/epu/image.js";
import { parseEpuSession } from "../../../../server/drivers/files/epu/session.js";
import { parseMdoc } from "../../../../server/drivers/files/mdoc.js";
import { SourceText } from "../../../../server/drivers/files/source-text.js";
import { epuImageText, epuSquareText, mdocText } from "../../../support/nav-texts.js";

const source = (text: string) => SourceText.of("file", Buffer.from(text));

describe("an mdoc file", () => {
  it("is read", () => {
    const { images } = parseMdoc(source(mdocText));
    const { section, ...image } = images[0]!;
    assert.equal(images.length, 1);
    assert.equal(section.type, "FrameSet");
    assert.deepEqual(image, {
      stage: { x: 20.1, y: 19.9, z: -12.5 },
      tiltDegrees: 0.01,
      imageShift: [-0.643144, -0.233229],
      atMilliseconds: Date.UTC(2026, 10, 5, 11, 24, 48),
      exposureSeconds: 2.5,
      defocusMicrometers: -1.5,
      magnification: 130_000,
      navigatorLabel: "1-1",
      multishot: "1-2",
      frames: "X:\\frames\\shot_0001.tif",
    });
  });

  it("is read where it has titles, several images and little else", () => {
    const text =
      "[T =  binning = 1  spot = 8 ]\n\n[ZValue = 0]\nStagePosition = 1 2\n[ZValue = 1]\nDateTime = 5-Nov-2026 1:02:03\n";
    const [first, second] = parseMdoc(source(text)).images;
    assert.deepEqual(first!.stage, { x: 1, y: 2 });
    assert.equal(second!.atMilliseconds, Date.UTC(2026, 10, 5, 1, 2, 3));
  });

  it("is refused at the place that is wrong", () => {
    const wrong = (from: string, to: string, message: RegExp) =>
      assert.throws(() => parseMdoc(source(mdocText.replace(from, to))), { name: "LocatedError", message });
    wrong("= 20.1 19.9", "= 20.1", /^file:6:17: StagePosition is '20.1'; expected 2 numbers/);
    wrong("= 05-Nov-26", "= 05-Nof-26", /^file:15:12: DateTime is '05-Nof-26 {2}11:24:48'; expected such as/);
    wrong("[FrameSet = 0]", "", /^file:16:1: no image/);
    wrong("= 2.5", "= 0x2", /^file:11:16: ExposureTime is '0x2'; expected a number/);
  });
});

describe("EPU's XML", () => {
  it("is read: an image", () => {
    const { stage, ...image } = parseEpuImage(source(epuImageText()));
    const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-6, `${a}, not ${b}`);
    near(stage.x, -97);
    near(stage.y, -152.7);
    near(stage.z, 85.7);
    near(stage.tiltDegrees, (-0.00043 * 180) / Math.PI);
    assert.deepEqual(image, {
      atMilliseconds: Date.UTC(2026, 10, 5, 15, 49, 18, 115),
      exposureSeconds: 0.89,
      magnification: 165_000,
      appliedDefocusMicrometers: -2.7,
    });
  });

  it("is read: a square with its holes", () => {
    const { id, stage, image, holes } = parseEpuGridSquare(source(epuSquareText(8999, [1, 2, 3])));
    assert.deepEqual([id, image, Math.round(stage.x), Math.round(stage.y)], ["8999", "GridSquare_1", 10, -500]);
    assert.deepEqual(
      holes.map(({ id, stage, pixel, isNearGridBar }) => [id, Math.round(stage.x), pixel, isNearGridBar]),
      [
        ["1", 0, { x: 1396, y: 972 }, false],
        ["2", 5, { x: 1397, y: 972 }, false],
        ["3", 10, { x: 1398, y: 972 }, true],
      ],
    );
  });

  it("is read: a session", () => {
    const text =
      "<EpuSessionXml><Name>s</Name><AutoloaderSlot>6</AutoloaderSlot><ClusteringRadius>1.2E-05</ClusteringRadius></EpuSessionXml>";
    const { clusteringRadiusMicrometers, ...session } = parseEpuSession(source(text));
    assert.deepEqual(session, { name: "s", slot: 6 });
    assert.ok(Math.abs(clusteringRadiusMicrometers! - 12) < 1e-9);
  });

  it("is refused at the place that is wrong", () => {
    const wrong = (from: string, to: string, message: RegExp) =>
      assert.throws(() => parseEpuImage(source(epuImageText().replace(from, to))), { name: "LocatedError", message });
    wrong("<X>-0.000097</X>", "<X>-0.00x</X>", /^file:13:53: <X> is '-0.00x'; expected a number/);
    wrong("<X>-0.000097</X>", "", /^file:13:12: <Position> has no <X>/);
    wrong("</stage>", "", /^file:14:3: <\/microscopeData>; expected <\/stage>/);
    wrong("2026-11-05T15", "yesterday", /^file:9:28: 'yesterday:49:18.115\+00:00' is no time/);
    wrong("<MicroscopeImage", "<!DOCTYPE x><MicroscopeImage", /^file:1:1: a document type/);
    wrong("1.1", "&lol;", /^file:3:68: not well-formed XML in <a:Value>: Invalid character entity/);
    wrong(
      "<microscopeData>",
      "<microscopeData a=1>",
      /^file:7:21: not well-formed XML in <MicroscopeImage>: Unquoted attribute value/,
    );
    assert.throws(() => parseEpuImage(source("<a/>")), { message: /^file:1:1: <a>; expected <MicroscopeImage>/ });
    assert.throws(() => parseEpuImage(source("<a><b>")), { message: /^file:1:7: the file ends within <b>/ });
    assert.throws(() => parseEpuImage(source("")), { message: /^file:1:1: no element/ });
    assert.throws(() => parseEpuImage(source("<a>".repeat(300))), {
      message: /^file:1:769: more than 256 elements deep/,
    });
  });
});
