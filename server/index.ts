export { type DriveEnd, type DriveSessionOptions, driveSession } from "./drivers/drive-session.js";
export { type DriverKind, type Instrument, InstrumentError } from "./drivers/instrument.js";
export { driverKinds } from "./drivers/kinds/index.js";
export { type RunningServer, type ServerOptions, startServer } from "./server.js";
