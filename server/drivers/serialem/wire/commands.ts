/**
 * Opcode, arguments, values and meaning of a script command. Arguments and values are a letter each: `I` a whole number,
 * `D` a number, `S` a string; those in small letters may be missing, the last ones first.
 */
type Row = readonly [opcode: number, takes: string, gives: string, summary: string];

/**
 * The script commands that are spoken, by name. A command's opcode is its line, from 0, in SerialEM's list of commands
 * (`MacroMasterList.h`), to which lines are only ever added at the end: `ReportNumExeFuncs` says how many a SerialEM has.
 */
export const commands = {
  // Session
  GetVariable: [4, "S", "s", "the value of a variable, which comes as a number or a string"],
  Exit: [8, "ds", "", "gives external control up"],
  NoMessageBoxOnError: [43, "i", "", "1: an error is an answer, not a dialog that waits for somebody"],
  AllowFileOverwrite: [168, "I", "", "1: files that exist may be overwritten"],
  SetDirectory: [169, "S", "", "the folder that file names are relative to"],
  DoesFileExist: [172, "S", "D", "1 if a file exists"],
  Delay: [221, "Ds", "", "waits so long; unit msec, sec or min"],
  ReportTickTime: [282, "", "D", "seconds since SerialEM was started"],
  ReportNumExeFuncs: [710, "", "D", "how many commands this SerialEM has"],
  // Grids
  ReportSlotStatus: [405, "I", "Ds", "−1 unknown, 0 empty, 1 occupied; newer versions add a name"],
  LoadCartridge: [406, "I", "", "loads the grid of a slot"],
  UnloadCartridge: [407, "", "", "puts the grid on the stage back"],
  ReportLoadedSlot: [835, "", "Dd", "slot of the grid on the stage, 0 for none; an id"],
  // Vacuum and cooling
  AreDewarsFilling: [410, "", "D", "not 0 while dewars are filled"],
  DewarsRemainingTime: [409, "", "D", "seconds until they are, −1 if nothing is planned"],
  ReportColumnOrGunValve: [454, "", "D", "1 open, 0 closed"],
  SetColumnOrGunValve: [455, "I", "", "1 opens, 0 closes"],
  IsPVPRunning: [458, "", "D", "1 if the pre-vacuum pump runs, which shakes"],
  LongOperation: [538, "Sssssssssssssssssss", "", "long operations by their two letters"],
  ManageDewarsAndPumps: [569, "i", "", "waits for dewars and pumps as the dialog is set"],
  ReportLongOperations: [828, "", "DDDss", "how many long operations run, and which"],
  GetFastScopeStatus: [739, "", "", "sets variables, FastBlanked among them, which GetVariable reads"],
  // Stage
  TiltTo: [65, "Didd", "", "tilts (degrees)"],
  MoveStage: [285, "DDd", "", "moves by x, y, z (µm)"],
  MoveStageTo: [286, "DDd", "", "moves to x, y, z (µm)"],
  ReportStageXYZ: [293, "", "DDD", "where it stands: x, y, z (µm)"],
  ReportTiltAngle: [294, "", "D", "its tilt (degrees)"],
  ReportStageBusy: [295, "", "D", "1 while it moves"],
  ResetImageShift: [378, "id", "", "sets image shift to 0 and moves the stage, so that the view stays"],
  // Optics
  SetDefocus: [200, "D", "", "defocus (µm)"],
  SetMag: [212, "Di", "", "magnification"],
  SetSpotSize: [219, "I", "", "spot size"],
  ReportScreen: [226, "", "D", "1 if the screen is down"],
  ImageShiftByMicrons: [230, "DDdi", "", "shifts by x, y (µm); delay; 1: beam tilt is adjusted"],
  SetBeamTilt: [244, "DD", "", "beam tilt x, y (mrad or %)"],
  ReportBeamTilt: [246, "", "DD", "the same"],
  SetImageShift: [247, "DDdi", "D", "image shift x, y (its own units); 1 if it is too large and was not made"],
  ReportImageShift: [249, "", "DDDDDD", "image shift: its own units, pixels, stage (µm), x and y each"],
  ReportMag: [297, "", "DDD", "magnification; 1 in low magnification; 1 EFTEM, 2 STEM"],
  ReportDefocus: [300, "", "D", "defocus (µm)"],
  ReportSpotSize: [308, "", "D", "spot size"],
  ReportEnergyFilter: [310, "", "DDD", "slit width, energy loss (eV); 1 if the slit is in"],
  RemoveAperture: [319, "I", "", "takes an aperture out, 1 condenser, 2 objective"],
  ReInsertAperture: [320, "I", "", "puts it in again"],
  SetPercentC2: [396, "D", "", "intensity"],
  SetSlitIn: [416, "i", "", "1 puts the slit in"],
  RefineZLP: [417, "diii", "d", "centres the slit if that was so many minutes ago"],
  SetBeamBlank: [459, "I", "", "1 blanks the beam"],
  GoToLowDoseArea: [525, "S", "", "V, F, T, R or S: view, focus, trial, record, search"],
  SetLowDoseMode: [527, "I", "D", "1 turns low dose on; what it was"],
  ReportLowDose: [530, "", "DD", "1 if it is on; area 0 view, 1 focus, 2 trial, 3 record, 4 search, −1 none"],
  SaveBeamTilt: [547, "", "", "notes the beam tilt"],
  RestoreBeamTilt: [548, "", "", "sets it again"],
  GoToImagingState: [627, "S", "D", "sets the optics of a state, by name or number; not 0 if that failed"],
  // Focus
  AutoFocus: [117, "ii", "", "focuses to the target defocus"],
  SetTargetDefocus: [206, "D", "", "target defocus (µm)"],
  Eucentricity: [380, "ii", "", "eucentric height: 1 rough, 2 fine, 3 both"],
  DriftWaitTask: [385, "dsddisiii", "", "waits until drift is below a rate"],
  // Images
  View: [69, "", "", "takes a View image into buffer A"],
  Record: [75, "", "", "takes a Record image into buffer A"],
  Preview: [77, "", "", "takes a Preview image into buffer A"],
  Search: [79, "", "", "takes a Search image into buffer A"],
  Montage: [80, "", "", "takes the montage of the file that is open"],
  EarlyReturnNextShot: [90, "Iii", "", "the next shot returns after so many frames"],
  MultipleRecords: [109, "iiddiiiiiiid", "", "takes a pattern of shots by image shift"],
  AlignTo: [113, "Siiiidddi", "D", "aligns buffer A to another one by image shift"],
  ReportAlignShift: [259, "", "DDDDDD", "what was aligned: pixels, nm on the axes, nm on the specimen, x and y each"],
  ReportMeanCounts: [323, "si", "Dddd", "mean of a buffer"],
  SetMultishotParams: [725, "Iiddiiiiiiidiid", "", "the pattern of MultipleRecords"],
  // Files
  Save: [131, "si", "", "saves a buffer"],
  OpenNewFile: [138, "S", "", "opens an image file"],
  OpenNewMontage: [139, "IIS", "", "opens a montage file of so many pieces in x and y"],
  CloseFile: [160, "s", "", "closes the image file"],
  ReportLastFrameFile: [163, "", "Sss", "path, folder and name of the last movie"],
  AddToNextFrameStackMdoc: [184, "SS", "", "a key and a value for the next movie's mdoc file"],
  SetDoseFracParams: [429, "SIiiii", "", "of a camera set: movies on; saved; aligned …"],
  SetFolderForFrames: [446, "S", "", "the folder for movies, absolute"],
  SetFrameBaseName: [
    580,
    "IIIS",
    "",
    "0: restored at the end; used for file; for folder; what movies' names begin with",
  ],
  // Navigator
  RealignToNavItem: [461, "Iidii", "", "goes to the current item and aligns to its map"],
  ReportOtherItem: [466, "I", "DDDDD", "item by number, −1 the last: number, x, y, z (µm), type"],
  LoadOtherMap: [468, "Is", "", "loads the map of an item, by number, into a buffer"],
  NavIndexWithLabel: [472, "S", "D", "number of the item with a label, 0 for none"],
  SaveNavigator: [484, "s", "", "saves the navigator file"],
  ReadNavFile: [486, "S", "", "opens a navigator file"],
  FindHoles: [515, "sss", "", "finds holes in a buffer"],
  MakeNavPointsAtHoles: [516, "idddddi", "", "makes items of the holes that were found"],
  CombineHolesToMulti: [518, "Iiii", "", "makes patterns of the points"],
} as const satisfies Readonly<Record<string, Row>>;

/** A command that is spoken. */
export type CommandName = keyof typeof commands;

/** What there is to know of a command. */
export interface CommandSpec {
  readonly name: CommandName;
  readonly opcode: number;
  readonly takes: string;
  readonly gives: string;
  readonly summary: string;
}

/** All commands, by opcode. */
export const commandsByOpcode: ReadonlyMap<number, CommandSpec> = new Map(
  (Object.keys(commands) as CommandName[]).map((name) => [commands[name][0], commandSpec(name)]),
);

/** @example commandSpec("View").opcode; // 69 */
export function commandSpec(name: CommandName): CommandSpec {
  const [opcode, takes, gives, summary] = commands[name];
  return { name, opcode, takes, gives, summary };
}

/** Whether a command changes nothing at the microscope. */
export function isReport(name: CommandName): boolean {
  return /^(Report|Are|Is|Does|Dewars|NavIndex|Get(Variable|FastScope))/.test(name);
}
