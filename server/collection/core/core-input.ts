import type { DriveRequest, DriveResponse, Hello } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { ReportRequest } from "../../../proto/gen/cryogym/v1alpha1/results_service.js";
import type { DecisionRecord } from "../../policy/decision-record.js";
import type { Alarm } from "../../safety/alarm.js";
import type { GuardEvent } from "../../safety/guards/guard-event.js";
import type { Mode } from "../machine/collection-state.js";
import type { SafetySettings } from "./session-safety.js";

/** What an operator wants; plain JSON. */
export type OperatorCommand =
  | { readonly command: "pause" | "halt" | "end"; readonly reason: string }
  | { readonly command: "resume"; readonly haltId: string }
  | { readonly command: "setMode"; readonly mode: Mode }
  | { readonly command: "setPolicy"; readonly policy: string }
  | { readonly command: "approve"; readonly number: number }
  | { readonly command: "reject"; readonly number: number }
  | { readonly command: "amend"; readonly number: number; readonly targets: readonly string[] }
  | { readonly command: "wish"; readonly target: string; readonly wish: "next" | "force" | "skip" }
  | {
      readonly command: "gridGoal";
      readonly target: string;
      readonly leastGood: number;
      readonly mostExposures: number;
      readonly deadlineSeconds: number;
    };

/** Everything that can come into a session. What it does follows from these alone, in their order. */
export type CoreInput =
  | { readonly kind: "connect"; readonly hello: Hello; readonly ack: number }
  | { readonly kind: "driver"; readonly request: DriveRequest }
  | { readonly kind: "results"; readonly request: ReportRequest }
  | { readonly kind: "operator"; readonly by: string; readonly command: OperatorCommand }
  | { readonly kind: "decision"; readonly number: number; readonly record: DecisionRecord }
  | { readonly kind: "noDecision"; readonly number: number; readonly text: string }
  | { readonly kind: "woken"; readonly decision: number }
  | { readonly kind: "guard"; readonly event: GuardEvent }
  /** Other limits and thresholds hold from now on. */
  | { readonly kind: "safety"; readonly settings: SafetySettings };

/** What a session wants done, once what led to it is safe in the journal. */
export type CoreOutput =
  | { readonly kind: "send"; readonly response: DriveResponse }
  /** The policy is to be asked; its answer comes as an input with this number. */
  | { readonly kind: "decide"; readonly number: number }
  | { readonly kind: "wake"; readonly decision: number; readonly seconds: number }
  | { readonly kind: "alarm"; readonly alarm: Alarm }
  | { readonly kind: "end" };
