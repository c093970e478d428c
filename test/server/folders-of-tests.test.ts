import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

describe("the journals of tests' servers", () => {
  it("are gone when the tests' process has ended, by itself or by process.exit", () => {
    const options = fileURLToPath(new URL("../support/server-options.js", import.meta.url));
    for (const end of ["", "process.exit(0);"]) {
      const script = `
        import { existsSync } from "node:fs";
        import { serverOptions } from ${JSON.stringify(options)};
        const { data } = serverOptions();
        console.log(JSON.stringify({ data, wasThere: existsSync(data) }));
        ${end}`;
      const said = execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
      const { data, wasThere } = JSON.parse(said) as { data: string; wasThere: boolean };
      assert.ok(wasThere);
      assert.match(data, /cryogym-server-/);
      assert.ok(!existsSync(data), `${data} is left behind`);
    }
  });
});
