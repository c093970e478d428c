import assert from "node:assert/strict";
import type { AnyEnv } from "../../../env/check/check-context.js";
import { checkEnv } from "../../../env/check/check-env.js";
import type { CheckName } from "../../../env/check/finding.js";
import { OrchardEnv, type OrchardObservation, type OrchardStep } from "./orchard-env.js";

/** Plants one fault, and finds it under its name; other findings may follow from it. */
export function finds(fault: string, check: CheckName, what: RegExp, create: () => AnyEnv): void {
  it(fault, () => {
    const findings = checkEnv(create);
    const found = findings.find((finding) => finding.check === check && what.test(finding.what));
    const all = findings.map((finding) => `${finding.check}: ${finding.what}`).join("\n");
    assert.ok(found, `not found among\n${all}`);
    assert.ok(found.where !== "" && found.expected !== "" && found.fix !== "");
  });
}

/** Observations with another part. */
export function showing(change: (env: OrchardEnv, shown: OrchardObservation) => object): () => AnyEnv {
  return () =>
    new (class extends OrchardEnv {
      override observe(): OrchardObservation {
        const shown = super.observe();
        return { ...shown, ...change(this, shown) };
      }
    })();
}

/** Results of steps with another part. */
export function answering(change: (env: OrchardEnv, step: OrchardStep, action: number) => object): () => AnyEnv {
  return () =>
    new (class extends OrchardEnv {
      override step(action: number): OrchardStep {
        const step = super.step(action);
        return { ...step, ...change(this, step, action) };
      }
    })();
}
