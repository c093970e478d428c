import assert from "node:assert/strict";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createToken, revokeToken } from "../../../server/access/tokens/manage-tokens.js";
import { readTokenFile } from "../../../server/access/tokens/token-file.js";
import { tokenState } from "../../../server/access/tokens/token-schema.js";
import { isToken, newToken, tokenHash } from "../../../server/access/tokens/token-secret.js";
import { withTemporaryFolder } from "../../support/temporary-folder.js";

describe("tokens", () => {
  it("are 256 random bits in letters that a header takes", () => {
    const made = Array.from({ length: 100 }, newToken);
    assert.equal(new Set(made).size, 100);
    for (const token of made) {
      assert.ok(isToken(token), token);
      assert.equal(Buffer.from(token.slice("cryogym_".length), "base64url").length, 32);
    }
    assert.equal(tokenHash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  for (const name of ["tokens.yaml", "tokens.json"]) {
    it(`are made, listed and revoked in ${name}, which never holds one`, () => {
      withTemporaryFolder({}, (folder) => {
        const file = join(folder, name);
        const now = new Date("2030-01-01T00:00:00Z");
        const first = createToken(file, { name: "one", role: "driver", instrument: "krios", expiresDays: 2 }, now);
        const second = createToken(file, { name: "two", role: "admin" }, now);
        assert.notEqual(first, second);
        assert.equal(statSync(file).mode & 0o777, 0o600);
        const text = readFileSync(file, "utf8");
        for (const secret of [first, second]) assert.ok(!text.includes(secret.slice("cryogym_".length)));
        if (name.endsWith(".json")) JSON.parse(text);
        const stored = readTokenFile(file);
        assert.deepEqual(stored[0], {
          name: "one",
          role: "driver",
          instrument: "krios",
          sha256: tokenHash(first),
          created_at: "2030-01-01T00:00:00.000Z",
          expires_at: "2030-01-03T00:00:00.000Z",
        });
        assert.equal(tokenState(stored[0]!, Date.parse("2030-01-02T23:59:59.999Z")), "valid");
        assert.equal(tokenState(stored[0]!, Date.parse("2030-01-03T00:00:00Z")), "expired");
        revokeToken(file, "two", now);
        assert.equal(tokenState(readTokenFile(file)[1]!, now.getTime()), "revoked");
        assert.equal(statSync(file).mode & 0o777, 0o600);
        assert.deepEqual(readdirSync(folder), [name]);
        // The name of a revoked token is free again.
        createToken(file, { name: "two", role: "viewer" }, now);
        assert.throws(() => createToken(file, { name: "two", role: "viewer" }), /token named 'two' already/);
      });
    });
  }

  it("say what is wrong with a name", () => {
    withTemporaryFolder({}, (folder) => {
      const file = join(folder, "tokens.yaml");
      createToken(file, { name: "krios-driver", role: "driver" });
      assert.throws(() => revokeToken(file, "krios-drivr"), /Did you mean 'krios-driver'/);
      assert.throws(() => createToken(file, { name: "a b", role: "driver" }), /'a b': expected 1 to 64 of/);
      assert.throws(() => createToken(file, { name: "a", role: "driver", instrument: "" }), /expected 1 to 64 of/);
      assert.equal(readTokenFile(file).length, 1);
    });
  });

  it("are read only from a file that nobody else may write, and nothing is lost when it is wrong", () => {
    withTemporaryFolder({ "tokens.yaml": "tokens:\n  - name: a\n    role: drivr\n" }, (folder) => {
      const file = join(folder, "tokens.yaml");
      chmodSync(file, 0o600);
      assert.throws(() => readTokenFile(file), /tokens\.yaml:3:11: tokens\.0\.role: 'drivr'.*Did you mean 'driver'/);
      assert.throws(() => createToken(file, { name: "b", role: "viewer" }), /tokens\.yaml:3:11/);
      assert.ok(!existsSync(`${file}.lock`));
      chmodSync(file, 0o666);
      assert.throws(() => readTokenFile(file), /others than its owner may write it.*chmod 600/);
    });
  });

  it("are changed by one at a time", () => {
    withTemporaryFolder({ "tokens.yaml.lock": "" }, (folder) => {
      const file = join(folder, "tokens.yaml");
      assert.throws(() => createToken(file, { name: "a", role: "viewer" }), /being changed by someone else/);
      assert.ok(existsSync(`${file}.lock`), "another's lock stays");
    });
  });

  it("refuse two valid ones of one name, and one hash twice", () => {
    withTemporaryFolder({}, (folder) => {
      const file = join(folder, "tokens.yaml");
      const entry = (hash: string) =>
        `  - {name: a, role: viewer, sha256: ${hash.repeat(64)}, created_at: "2030-01-01T00:00:00Z"}\n`;
      writeFileSync(file, `tokens:\n${entry("a")}${entry("b")}`, { mode: 0o600 });
      assert.throws(() => readTokenFile(file), /tokens\.yaml:3:\d+: tokens\.1\.name: 'a' comes twice/);
      writeFileSync(file, `tokens:\n${entry("a")}${entry("a")}`, { mode: 0o600 });
      assert.throws(() => readTokenFile(file), /the same token comes twice/);
    });
  });
});
