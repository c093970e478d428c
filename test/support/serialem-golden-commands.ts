import type { CommandName } from "../../server/drivers/serialem/wire/commands.js";

/**
 * Bytes of a frame that was written down from the description of the wire, field by field: bytes in hexadecimal digits, a
 * blank, what they are; then a bar or a new line.
 */
export function goldenBytes(frame: string): Buffer {
  const fields = frame.split(/[|\n]/).map((field) => field.trim());
  return Buffer.from(fields.map((field) => field.split(" ")[0]!).join(""), "hex");
}

/** Script commands, and the frames that a client sends for them. */
export const goldenCommands: readonly {
  readonly name: CommandName;
  readonly values: readonly (number | string)[];
  readonly frame: string;
}[] = [
  {
    name: "View",
    values: [],
    frame: `
    18000000 24 bytes in all | 01000000 RegularCommand | 45000000 opcode 69 | 00000000 no argument |
    01000000 1 word | 00000000 a word to fill`,
  },
  {
    name: "ReportStageXYZ",
    values: [],
    frame: `
    18000000 24 bytes in all | 01000000 RegularCommand | 25010000 opcode 293 | 00000000 no argument |
    01000000 1 word | 00000000 a word to fill`,
  },
  {
    name: "FindHoles",
    values: [],
    frame: `
    18000000 24 bytes in all | 01000000 RegularCommand | 03020000 opcode 515 | 00000000 no argument |
    01000000 1 word | 00000000 a word to fill`,
  },
  {
    name: "LoadCartridge",
    values: [3],
    frame: `
    34000000 52 bytes in all | 01000000 RegularCommand | 96010000 opcode 406 | 01000000 last argument |
    08000000 8 words | 00000000 slot 0 | 00000000 slot 1 | 0000000000000000 0.0 | 0000000000000840 3 |
    00 empty string: NUL | 3300 string "3" and NUL | 0000000000 5 bytes to fill`,
  },
  {
    name: "SetColumnOrGunValve",
    values: [0],
    frame: `
    34000000 52 bytes in all | 01000000 RegularCommand | c7010000 opcode 455 | 01000000 last argument |
    08000000 8 words | 00000000 slot 0 | 00000000 slot 1 | 0000000000000000 0.0 | 0000000000000000 0 |
    00 empty string: NUL | 3000 string "0" and NUL | 0000000000 5 bytes to fill`,
  },
  {
    name: "NoMessageBoxOnError",
    values: [1],
    frame: `
    34000000 52 bytes in all | 01000000 RegularCommand | 2b000000 opcode 43 | 01000000 last argument |
    08000000 8 words | 00000000 slot 0 | 00000000 slot 1 | 0000000000000000 0.0 | 000000000000f03f 1 |
    00 empty string: NUL | 3100 string "1" and NUL | 0000000000 5 bytes to fill`,
  },
  {
    name: "Exit",
    values: [1],
    frame: `
    34000000 52 bytes in all | 01000000 RegularCommand | 08000000 opcode 8 | 01000000 last argument |
    08000000 8 words | 00000000 slot 0 | 00000000 slot 1 | 0000000000000000 0.0 | 000000000000f03f 1.0 |
    00 empty string: NUL | 312e00 string "1." and NUL | 00000000 4 bytes to fill`,
  },
  {
    name: "MoveStageTo",
    values: [12, -3.5],
    frame: `
    44000000 68 bytes in all | 01000000 RegularCommand | 1e010000 opcode 286 | 02000000 last argument |
    0c000000 12 words | 00000000 slot 0 | 00000000 slot 1 | 00000000 slot 2 | 0000000000000000 0.0 |
    0000000000002840 12.0 | 0000000000000cc0 -3.5 | 00 empty string: NUL | 31322e00 string "12." and NUL |
    2d332e3500 string "-3.5" and NUL | 0000 2 bytes to fill`,
  },
  {
    name: "MoveStageTo",
    values: [112.25, -3.5, 0.1],
    frame: `
    58000000 88 bytes in all | 01000000 RegularCommand | 1e010000 opcode 286 | 03000000 last argument |
    11000000 17 words | 00000000 slot 0 | 00000000 slot 1 | 00000000 slot 2 | 00000000 slot 3 |
    0000000000000000 0.0 | 0000000000105c40 112.25 | 0000000000000cc0 -3.5 | 9a9999999999b93f 0.1 |
    00 empty string: NUL | 3131322e323500 string "112.25" and NUL | 2d332e3500 string "-3.5" and NUL |
    302e3100 string "0.1" and NUL | 000000 3 bytes to fill`,
  },
  {
    name: "TiltTo",
    values: [-60],
    frame: `
    34000000 52 bytes in all | 01000000 RegularCommand | 41000000 opcode 65 | 01000000 last argument |
    08000000 8 words | 00000000 slot 0 | 00000000 slot 1 | 0000000000000000 0.0 | 0000000000004ec0 -60.0 |
    00 empty string: NUL | 2d36302e00 string "-60." and NUL | 0000 2 bytes to fill`,
  },
  {
    name: "ImageShiftByMicrons",
    values: [1.5, -0.25, 0, 1],
    frame: `
    64000000 100 bytes in all | 01000000 RegularCommand | e6000000 opcode 230 | 04000000 last argument |
    14000000 20 words | 00000000 slot 0 | 00000000 slot 1 | 00000000 slot 2 | 00000000 slot 3 | 00000000 slot 4 |
    0000000000000000 0.0 | 000000000000f83f 1.5 | 000000000000d0bf -0.25 | 0000000000000000 0.0 |
    000000000000f03f 1 | 00 empty string: NUL | 312e3500 string "1.5" and NUL |
    2d302e323500 string "-0.25" and NUL | 302e00 string "0." and NUL | 3100 string "1" and NUL |
    00000000 4 bytes to fill`,
  },
  {
    name: "SetImageShift",
    values: [0, 0],
    frame: `
    44000000 68 bytes in all | 01000000 RegularCommand | f7000000 opcode 247 | 02000000 last argument |
    0c000000 12 words | 00000000 slot 0 | 00000000 slot 1 | 00000000 slot 2 | 0000000000000000 0.0 |
    0000000000000000 0.0 | 0000000000000000 0.0 | 00 empty string: NUL | 302e00 string "0." and NUL |
    302e00 string "0." and NUL | 0000000000 5 bytes to fill`,
  },
  {
    name: "SetTargetDefocus",
    values: [-1.6],
    frame: `
    34000000 52 bytes in all | 01000000 RegularCommand | ce000000 opcode 206 | 01000000 last argument |
    08000000 8 words | 00000000 slot 0 | 00000000 slot 1 | 0000000000000000 0.0 | 9a9999999999f9bf -1.6 |
    00 empty string: NUL | 2d312e3600 string "-1.6" and NUL | 0000 2 bytes to fill`,
  },
  {
    name: "AutoFocus",
    values: [],
    frame: `
    18000000 24 bytes in all | 01000000 RegularCommand | 75000000 opcode 117 | 00000000 no argument |
    01000000 1 word | 00000000 a word to fill`,
  },
  {
    name: "Eucentricity",
    values: [3],
    frame: `
    34000000 52 bytes in all | 01000000 RegularCommand | 7c010000 opcode 380 | 01000000 last argument |
    08000000 8 words | 00000000 slot 0 | 00000000 slot 1 | 0000000000000000 0.0 | 0000000000000840 3 |
    00 empty string: NUL | 3300 string "3" and NUL | 0000000000 5 bytes to fill`,
  },
  {
    name: "GoToLowDoseArea",
    values: ["V"],
    frame: `
    34000000 52 bytes in all | 01000000 RegularCommand | 0d020000 opcode 525 | 01000000 last argument |
    08000000 8 words | 00000000 slot 0 | 00000000 slot 1 | 0000000000000000 0.0 | 0000000000000000 0.0 |
    00 empty string: NUL | 5600 string "V" and NUL | 0000000000 5 bytes to fill`,
  },
  {
    name: "SetFolderForFrames",
    values: ["X:\\frames\\Müller"],
    frame: `
    44000000 68 bytes in all | 01000000 RegularCommand | be010000 opcode 446 | 01000000 last argument |
    0c000000 12 words | 00000000 slot 0 | 00000000 slot 1 | 0000000000000000 0.0 | 0000000000000000 0.0 |
    00 empty string: NUL | 583a5c6672616d65735c4dc3bc6c6c657200 string "X:\\\\frames\\\\Müller" and NUL |
    0000000000 5 bytes to fill`,
  },
  {
    name: "SetFrameBaseName",
    values: [0, 1, 0, "d-17.3"],
    frame: `
    60000000 96 bytes in all | 01000000 RegularCommand | 44020000 opcode 580 | 04000000 last argument |
    13000000 19 words | 00000000 slot 0 | 00000000 slot 1 | 00000000 slot 2 | 00000000 slot 3 | 00000000 slot 4 |
    0000000000000000 0.0 | 0000000000000000 0 | 000000000000f03f 1 | 0000000000000000 0 | 0000000000000000 0.0 |
    00 empty string: NUL | 3000 string "0" and NUL | 3100 string "1" and NUL | 3000 string "0" and NUL |
    642d31372e3300 string "d-17.3" and NUL | 0000 2 bytes to fill`,
  },
  {
    name: "AddToNextFrameStackMdoc",
    values: ["Shot", "17-3"],
    frame: `
    48000000 72 bytes in all | 01000000 RegularCommand | b8000000 opcode 184 | 02000000 last argument |
    0d000000 13 words | 00000000 slot 0 | 00000000 slot 1 | 00000000 slot 2 | 0000000000000000 0.0 |
    0000000000000000 0.0 | 0000000000003140 17.0 | 00 empty string: NUL | 53686f7400 string "Shot" and NUL |
    31372d3300 string "17-3" and NUL | 0000000000 5 bytes to fill`,
  },
  {
    name: "DriftWaitTask",
    values: [1, "A", 60],
    frame: `
    50000000 80 bytes in all | 01000000 RegularCommand | 81010000 opcode 385 | 03000000 last argument |
    0f000000 15 words | 00000000 slot 0 | 00000000 slot 1 | 00000000 slot 2 | 00000000 slot 3 |
    0000000000000000 0.0 | 000000000000f03f 1.0 | 0000000000000000 0.0 | 0000000000004e40 60.0 |
    00 empty string: NUL | 312e00 string "1." and NUL | 4100 string "A" and NUL | 36302e00 string "60." and NUL |
    0000 2 bytes to fill`,
  },
  {
    name: "OpenNewMontage",
    values: [4, 15, "X:\\a.mrc"],
    frame: `
    58000000 88 bytes in all | 01000000 RegularCommand | 8b000000 opcode 139 | 03000000 last argument |
    11000000 17 words | 00000000 slot 0 | 00000000 slot 1 | 00000000 slot 2 | 00000000 slot 3 |
    0000000000000000 0.0 | 0000000000001040 4 | 0000000000002e40 15 | 0000000000000000 0.0 |
    00 empty string: NUL | 3400 string "4" and NUL | 313500 string "15" and NUL |
    583a5c612e6d726300 string "X:\\\\a.mrc" and NUL | 0000000000 5 bytes to fill`,
  },
  {
    name: "SetDoseFracParams",
    values: ["R", 1, 1],
    frame: `
    50000000 80 bytes in all | 01000000 RegularCommand | ad010000 opcode 429 | 03000000 last argument |
    0f000000 15 words | 00000000 slot 0 | 00000000 slot 1 | 00000000 slot 2 | 00000000 slot 3 |
    0000000000000000 0.0 | 0000000000000000 0.0 | 000000000000f03f 1 | 000000000000f03f 1 | 00 empty string: NUL |
    5200 string "R" and NUL | 3100 string "1" and NUL | 3100 string "1" and NUL | 0000000000 5 bytes to fill`,
  },
  {
    name: "ReportMeanCounts",
    values: [""],
    frame: `
    30000000 48 bytes in all | 01000000 RegularCommand | 43010000 opcode 323 | 01000000 last argument |
    07000000 7 words | 00000000 slot 0 | 00000000 slot 1 | 0000000000000000 0.0 | 0000000000000000 0.0 |
    00 empty string: NUL | 00 empty string: NUL | 0000 2 bytes to fill`,
  },
  {
    name: "ManageDewarsAndPumps",
    values: [-1],
    frame: `
    34000000 52 bytes in all | 01000000 RegularCommand | 39020000 opcode 569 | 01000000 last argument |
    08000000 8 words | 00000000 slot 0 | 00000000 slot 1 | 0000000000000000 0.0 | 000000000000f0bf -1 |
    00 empty string: NUL | 2d3100 string "-1" and NUL | 00000000 4 bytes to fill`,
  },
  {
    name: "ResetImageShift",
    values: [2, 0.025],
    frame: `
    44000000 68 bytes in all | 01000000 RegularCommand | 7a010000 opcode 378 | 02000000 last argument |
    0c000000 12 words | 00000000 slot 0 | 00000000 slot 1 | 00000000 slot 2 | 0000000000000000 0.0 |
    0000000000000040 2 | 9a9999999999993f 0.025 | 00 empty string: NUL | 3200 string "2" and NUL |
    302e30323500 string "0.025" and NUL | 000000 3 bytes to fill`,
  },
];
