import { appendFileSync } from "node:fs";
import Mocha from "mocha";

/** Mocha's usual output; where CRYOGYM_TEST_COUNTS names a file, adds a line "passed failed skipped" to it at the end. */
export default class CountReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      const file = process.env.CRYOGYM_TEST_COUNTS;
      if (file !== undefined) appendFileSync(file, `${passes} ${failures} ${pending}\n`);
    });
  }
}
