import type { Hold } from "../machine/collection-state.js";
import { takes } from "../machine/transition.js";
import { invalid, notFound, unexpected } from "../protocol-error.js";
import type { CollectionCore } from "./collection-core.js";
import type { OperatorCommand } from "./core-input.js";
import type { Act } from "./prepare-input.js";
import { requireAcquire } from "./require-acquire.js";

type Of<Command extends OperatorCommand["command"]> = Extract<OperatorCommand, { readonly command: Command }>;

/** An operator wants something. @throws ProtocolError if that can't be now, saying what could */
export function prepareOperatorCommand(core: CollectionCore, command: OperatorCommand): Act {
  if (core.state.name === "finished") throw unexpected("the session is over", "SESSION_OVER");
  switch (command.command) {
    case "pause": {
      const hold: Hold = { kind: "pause", id: "operator", text: command.reason || "paused by the operator" };
      return () => core.dispatch({ kind: "held", hold, stopsDriver: true });
    }
    case "halt":
      return () => core.dispatch({ kind: "halt", reason: command.reason || "halted by the operator" });
    case "end": {
      const event = { kind: "abandon", reason: command.reason || "no reason given" } as const;
      if (!takes(core.state, event)) {
        throw unexpected(`directive '${core.directiveInFlight}' is under way; halt the session first`, "UNDER_WAY");
      }
      return () => core.dispatch(event);
    }
    case "resume":
      return resume(core, command);
    case "setMode":
      requireAcquire(core.canAcquire, command.mode);
      return () => core.dispatch({ kind: "setMode", mode: command.mode });
    case "setPolicy":
      return () => {
        core.milestones.push({
          changes: core.model.changes.length,
          entry: { kind: "swapped", policy: command.policy },
        });
        core.guard({ kind: "policy", policy: command.policy });
      };
    case "approve":
      requireProposal(core, command.number);
      return () => core.dispatch({ kind: "approved" });
    case "reject":
      return reject(core, command);
    case "amend":
      return amend(core, command);
    case "wish":
      return wish(core, command);
    case "gridGoal":
      return gridGoal(core, command);
  }
}

function resume(core: CollectionCore, { haltId }: Of<"resume">): Act {
  const { halt, holds } = core.state;
  if (haltId === "" && halt !== null) {
    throw unexpected(`the session is halted; expected halt_id '${halt.id}'`, "HALTED");
  }
  if (haltId !== "" && haltId !== halt?.id) {
    const expected = halt === null ? "no halt holds" : `the halt that holds is '${halt.id}'`;
    throw unexpected(`halt_id is '${haltId}', but ${expected}`, "WRONG_HALT");
  }
  if (haltId === "" && holds.length === 0) throw unexpected("the session is not paused", "NOT_PAUSED");
  return () => {
    core.guard({ kind: "resumed" });
    // Who resumes has looked at what held the session.
    if (core.safety.blocksExposure !== undefined) core.guard({ kind: "confirmed", what: "grids" });
    core.dispatch({ kind: "resume", haltId });
  };
}

function requireProposal(core: CollectionCore, number: number): void {
  const { proposal } = core.state;
  if (proposal === null) throw unexpected("no proposal waits for approval", "NO_PROPOSAL");
  if (proposal.number !== number) {
    throw unexpected(`proposal ${number} is not the present one; expected ${proposal.number}`, "OLD_PROPOSAL");
  }
}

function reject(core: CollectionCore, { number }: Of<"reject">): Act {
  requireProposal(core, number);
  return () => {
    for (const planned of core.state.proposal!.plan) if (planned.kind === "acquire") core.model.withdraw(planned);
    core.dispatch({ kind: "amended", plan: [] });
  };
}

function amend(core: CollectionCore, { number, targets }: Of<"amend">): Act {
  requireProposal(core, number);
  const { session } = core.model;
  const rows = targets.map((id) => requireTarget(core, id));
  const isNode = rows.length === 1 && !session.tree.isLeaf(rows[0]!);
  const { plan } = core.model.plan(
    isNode ? { kind: "survey", target: targets[0]! } : { kind: "acquire", holes: targets },
  );
  if (plan.length === 0) {
    throw invalid("target_ids must be available holes of one group, or one node that can be gone to", "target_ids");
  }
  return () => {
    core.reason = { sentence: "The operator has put this in the place of a proposal.", numbers: {} };
    core.dispatch({ kind: "amended", plan });
  };
}

function wish(core: CollectionCore, { target, wish: wanted }: Of<"wish">): Act {
  const row = requireTarget(core, target);
  const { session } = core.model;
  if (!session.isOpen(row)) throw unexpected(`target '${target}' can't be used any more`, "TARGET_CLOSED");
  if (wanted === "skip") return () => skip(core, target);
  const { mode } = core.state;
  if (mode !== "advise" && mode !== "autonomous") {
    throw unexpected(`nothing is carried out in mode ${mode}; expected advise or autonomous`, "MODE");
  }
  const event = { kind: "wish", target, first: wanted === "next" } as const;
  if (!takes(core.state, event)) throw unexpected(`the session is ${core.state.name}`, "HALTED");
  return () => core.dispatch(event);
}

function skip(core: CollectionCore, target: string): void {
  core.model.withdrawTarget(target);
  core.dispatch({ kind: "informed" });
}

function gridGoal(core: CollectionCore, { target, ...goal }: Of<"gridGoal">): Act {
  const row = requireTarget(core, target);
  if (core.model.session.tree.level[row] !== 1) throw invalid(`target '${target}' is no grid`, "target_id");
  if (!Number.isFinite(goal.deadlineSeconds) || goal.deadlineSeconds < 0) {
    throw invalid("deadline_seconds must be a finite number of at least 0", "deadline_seconds");
  }
  const { leastGood, mostExposures, deadlineSeconds } = goal;
  return () => {
    core.gridGoals = { ...core.gridGoals, [target]: { leastGood, mostExposures, deadlineSeconds } };
  };
}

function requireTarget(core: CollectionCore, id: string): number {
  const row = core.model.session.tree.row(id);
  if (row === undefined || row === 0) throw notFound(`there is no target '${id}'`, "UNKNOWN_TARGET");
  return row;
}
