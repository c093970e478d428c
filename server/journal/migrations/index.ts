import { sessionsAndEntries } from "./1-sessions-and-entries.js";
import { leasesAndSnapshots } from "./2-leases-and-snapshots.js";
import type { Migration } from "./migration.js";

/** All migrations, in order; a new one is a new file and a line here. Those that were released never change. */
export const migrations: readonly Migration[] = [sessionsAndEntries, leasesAndSnapshots];
