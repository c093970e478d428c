import assert from "node:assert/strict";
import { refuseNetworkFileSystem } from "../../../server/journal/network-file-systems.js";

describe("refuseNetworkFileSystem", () => {
  it("names the file system", () => {
    const of = (type: number) => () => refuseNetworkFileSystem("/x/journal.db", () => ({ type }));
    for (const [type, name] of [
      [0x6969, "NFS"],
      [0x517b, "SMB"],
      [0xff534d42, "CIFS"],
      [0xff534d42 | 0, "CIFS"],
      [0xfe534d42, "SMB2"],
      [0x5346414f, "AFS"],
      [0x00c36400, "Ceph"],
      [0x01021997, "9p"],
      [0x0bd00bd0, "Lustre"],
      [0x47504653, "GPFS"],
      [0x65735546, "FUSE"],
    ] as const)
      assert.throws(
        of(type),
        new RegExp(`UserError: the journal '/x/journal\\.db' would lie on ${name}.* a disk of this`),
      );
    for (const local of [0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630]) of(local)();
  });
});
