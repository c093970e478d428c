import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../../env/errors.js";

/** `f_type` of statfs(2), of file systems that do not lock or flush as a disk of the machine does. */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB2"],
  [0x5346414f, "AFS"],
  [0x6b414653, "AFS"],
  [0x73757245, "Coda"],
  [0x564c, "NCP"],
  [0x00c36400, "Ceph"],
  [0x01021997, "9p"],
  [0x0bd00bd0, "Lustre"],
  [0x47504653, "GPFS"],
  [0x01161970, "GFS2"],
  [0x7461636f, "OCFS2"],
  [0x19830326, "BeeGFS"],
  [0xaad7aaea, "PanFS"],
  [0x20030528, "OrangeFS"],
  [0x786f4256, "a shared folder of VirtualBox"],
  [0x65735546, "FUSE (sshfs and others)"],
]);

/** What of {@link statfsSync} is needed. */
export type FileSystemType = (folder: string) => { readonly type: number };

/**
 * The network file system that a file is on or would be on; undefined if it is none.
 *
 * @param file neither it nor its folder need be there yet: the nearest folder that is there counts
 */
export function networkFileSystemOf(file: string, statfs: FileSystemType = statfsSync): string | undefined {
  let folder = dirname(file);
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  return networkFileSystems.get(statfs(folder).type >>> 0);
}

/**
 * Refuses a folder on a network file system, where a second machine could write too and a flush proves little.
 *
 * @param file as in {@link networkFileSystemOf}
 * @throws UserError naming the file system
 */
export function refuseNetworkFileSystem(file: string, statfs: FileSystemType = statfsSync): void {
  const name = networkFileSystemOf(file, statfs);
  if (name === undefined) return;
  throw new UserError(
    `the journal '${file}' would lie on ${name}, where locks and flushes can't be relied on; nothing was changed: give a file on a disk of this machine`,
  );
}
