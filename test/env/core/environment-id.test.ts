import assert from "node:assert/strict";
import { parseEnvironmentId, resolveEnvironmentId } from "../../../env/core/environment-id.js";

const registered = ["CryoEM/Collection-v0", "CryoEM/Holes-v1", "CryoEM/Holes-v10", "CryoEM/Holes-v9", "Coin-v2"];
const resolve = (id: string) => resolveEnvironmentId(id, registered);

describe("environment ids", () => {
  it("are taken apart", () => {
    assert.deepEqual(parseEnvironmentId("CryoEM/Collection-v12"), {
      namespace: "CryoEM",
      name: "Collection",
      version: 12,
    });
    assert.deepEqual(parseEnvironmentId("Coin-flip"), { namespace: "", name: "Coin-flip", version: undefined });
    for (const id of ["", "a/b/c-v0", "Co in-v0", "/Coin-v0", "Coin/"]) assert.equal(parseEnvironmentId(id), undefined);
  });

  it("mean themselves, with a note where there is a newer version", () => {
    assert.deepEqual(resolve("CryoEM/Holes-v10"), { id: "CryoEM/Holes-v10" });
    assert.deepEqual(resolve("Coin-v2"), { id: "Coin-v2" });
    const note = "'CryoEM/Holes-v9' is out of date: the newest version is 'CryoEM/Holes-v10'";
    assert.deepEqual(resolve("CryoEM/Holes-v9"), { id: "CryoEM/Holes-v9", note });
  });

  it("mean the newest version without one, with a note", () => {
    const note = "'CryoEM/Holes' has no version: made the newest one, 'CryoEM/Holes-v10'";
    assert.deepEqual(resolve("CryoEM/Holes"), { id: "CryoEM/Holes-v10", note });
  });

  it("say what there is if they are unknown", () => {
    const cases: [string, RegExp][] = [
      ["CryoEM/Holes-v11", /version v11 does not exist\. There is v1, v9, v10; the newest is 'CryoEM\/Holes-v10'/],
      ["CryoEM/Holes-v2", /version v2 is no longer there\. There is v1, v9, v10/],
      ["CryoEN/Holes-v1", /there is no namespace 'CryoEN'\. Did you mean 'CryoEM'\? Namespaces: CryoEM\./],
      ["Lab/Holes-v1", /there is no namespace 'Lab'\. Namespaces: CryoEM\./],
      ["CryoEM/Hole-v1", /^unknown environment 'CryoEM\/Hole-v1'\. Did you mean 'CryoEM\/Holes-v1'\?/],
      ["Collection-v0", /^unknown environment 'Collection-v0'\. Did you mean 'CryoEM\/Collection-v0'\?/],
      ["Coins-v2", /Did you mean 'Coin-v2'\?/],
      ["Cryo EM", /'Cryo EM' is no environment id; expected \[namespace\/\]Name-vN/],
    ];
    for (const [id, message] of cases) assert.throws(() => resolve(id), { name: "UserError", message });
  });
});
