export type { JournalEntry, JournaledSession } from "./entry.js";
export { DamagedJournal, JournalUnavailable, LeaseHeld } from "./errors.js";
export type { Committed } from "./group-commit.js";
export { Journal } from "./journal.js";
export type { JournalOptions } from "./journal-options.js";
export type { JournalReader } from "./journal-reader.js";
export type { Lease } from "./leases.js";
export type { Snapshot } from "./snapshots.js";
