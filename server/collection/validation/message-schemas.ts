import { z } from "zod";
import { TargetStatus } from "../../../proto/gen/cryogym/v1alpha1/target.js";

/** What the messages' fields may be; what is not listed may be anything. The protocol's comments say the same. */

const MOST_TEXT = 512;
const MOST_DETAIL = 2000;
const MOST_TARGETS = 1000;

const text = z.string().max(MOST_TEXT, `expected at most ${MOST_TEXT} characters`);
const detail = z.string().max(MOST_DETAIL, `expected at most ${MOST_DETAIL} characters`);
const targetId = text.min(1, `expected 1 to ${MOST_TEXT} characters`);
const finite = z.number("expected a finite number");
const duration = finite.min(0, "expected a finite number of at least 0");
const fileName = z.string().regex(/^[A-Za-z0-9._-]{1,128}$/, "expected 1 to 128 of A–Z, a–z, 0–9, '.', '_' and '-'");
const key = /^[A-Za-z0-9._-]{1,64}$/;
export const sessionKey = z.string().regex(key, "expected 1 to 64 of A–Z, a–z, 0–9, '.', '_' and '-'");
const directiveId = z.string().min(1, "expected a directive's id").max(128, "expected at most 128 characters");
const place = finite.optional();
const tilt = finite.min(-90, "expected −90 to 90").max(90, "expected −90 to 90");

const target = z.looseObject({
  id: targetId,
  parentId: text,
  level: z.int("expected a whole number").min(1, "expected 1 to 4").max(4, "expected 1 to 4"),
  name: text,
  imageXPixels: place,
  imageYPixels: place,
  stageXMicrometers: place,
  stageYMicrometers: place,
  features: z.record(z.string().max(MOST_TEXT), finite).refine((all) => Object.keys(all).length <= 256, {
    message: "expected at most 256 features",
  }),
  status: z.union([z.literal(TargetStatus.AVAILABLE), z.literal(TargetStatus.SPENT)], "expected AVAILABLE or SPENT"),
});

export const capabilities = z.looseObject({
  acquire: z.boolean(),
  imageShiftRadiusMicrometers: duration,
});

export const hello = z.looseObject({
  sessionKey,
  driver: text,
  version: text,
  instrument: z.string().regex(/^[A-Za-z0-9._-]{0,64}$/, "expected up to 64 of A–Z, a–z, 0–9, '.', '_' and '-'"),
  serverId: text,
  haltId: text,
  directiveId: text,
  capabilities: capabilities.optional(),
});

const about = z.looseObject({ directiveId });

/** By the name of the alternative in `DriveRequest.message`. */
export const driverMessages = {
  survey: z.looseObject({ targets: z.array(target).max(MOST_TARGETS, `expected at most ${MOST_TARGETS} a message`) }),
  surveyed: z.looseObject({ parentId: text }),
  position: z.looseObject({
    targetId: text,
    stageXMicrometers: place,
    stageYMicrometers: place,
    stageZMicrometers: place,
    tiltDegrees: tilt.optional(),
  }),
  directiveAcknowledged: about,
  directiveRejected: z.looseObject({ directiveId, detail }),
  shot: z.looseObject({ directiveId, shotId: fileName, durationSeconds: duration }),
  directiveCompleted: z.looseObject({
    directiveId,
    durationSeconds: duration,
    phases: z.array(z.looseObject({ name: text, durationSeconds: duration })).max(1000, "expected at most 1,000"),
  }),
  directiveFailed: z.looseObject({ directiveId, detail, durationSeconds: duration }),
  halted: z.looseObject({ directiveId: text, haltId: text }),
  inventory: z.looseObject({
    slots: z
      .array(
        z.looseObject({
          number: z.int().min(1, "expected 1 to 100").max(100, "expected 1 to 100"),
          name: text,
          targetId: text,
        }),
      )
      .max(100, "expected at most 100"),
  }),
  targetChanged: z.looseObject({ target }),
  targetWithdrawn: z.looseObject({ targetId, detail }),
  opticalState: z.looseObject({
    magnification: duration,
    defocusMicrometers: finite,
    imageShiftXMicrometers: finite,
    imageShiftYMicrometers: finite,
    movieDiskFreeGibibytes: duration.optional(),
    dewarSeconds: duration.optional(),
  }),
  busy: z.looseObject({ expectedSeconds: duration }),
  ready: z.looseObject({}),
  fault: z.looseObject({
    id: z.string().min(1, "expected 1 to 64 characters").max(64, "expected 1 to 64 characters"),
    detail,
  }),
  faultCleared: z.looseObject({ id: z.string().min(1).max(64) }),
  heartbeat: z.looseObject({ scopeReplyAgeSeconds: duration }),
  imageTaken: z.looseObject({
    targetId: text,
    meanCounts: duration,
    tile: z.instanceof(Uint8Array).refine((bytes) => bytes.length <= 65_536, { message: "expected at most 64 KiB" }),
    correlationWithAtlas: finite.min(-1, "expected −1 to 1").max(1, "expected −1 to 1").optional(),
  }),
  undirectedExposure: z.looseObject({ targetId, shotId: fileName, durationSeconds: duration }),
  reconciled: z.looseObject({ directiveId, detail }),
  resumed: z.looseObject({ haltId: text }),
} as const satisfies Record<string, z.ZodType>;

/** The envelope of what a driver says. */
export const envelope = z.looseObject({ instrumentSeconds: duration });

const measured = duration.optional();

export const reportRequest = z.looseObject({
  sessionKey,
  source: z.string().min(1, "expected 1 to 64 characters").max(64, "expected 1 to 64 characters"),
  outcomes: z
    .array(
      z
        .looseObject({
          shotId: z.string().min(1, "expected a shot's id").max(128, "expected at most 128 characters"),
          ctfResolutionAngstrom: finite.positive("expected a finite number above 0, or none").optional(),
          iceThicknessNanometers: measured,
          particleCount: measured,
          completedTilts: measured,
          failed: z.boolean().optional(),
          withdrawn: z.boolean(),
        })
        .refine(
          ({ withdrawn, ctfResolutionAngstrom, iceThicknessNanometers, particleCount, completedTilts, failed }) =>
            !withdrawn ||
            [ctfResolutionAngstrom, iceThicknessNanometers, particleCount, completedTilts, failed].every(
              (value) => value === undefined,
            ),
          { message: "expected nothing else where withdrawn is set" },
        ),
    )
    .max(1000, "expected at most 1,000"),
});
