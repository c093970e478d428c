import { type Role, roles } from "./roles.js";

/** Who may call a method. */
export interface Permission {
  /** Roles that may; `public`: whoever reaches the server, without saying who. */
  readonly roles: readonly Role[] | "public";
  /** Whether it changes something: such calls are in the audit log at level info, others at debug. */
  readonly changes: boolean;
}

const reads = (...allowed: Role[]): Permission => ({ roles: [...allowed, "admin"], changes: false });
const changes = (...allowed: Role[]): Permission => ({ roles: [...allowed, "admin"], changes: true });
const everyRole: Permission = { roles, changes: false };
const open: Permission = { roles: "public", changes: false };

const COLLECTION = "/cryogym.v1alpha1.CollectionService";
const RESULTS = "/cryogym.v1alpha1.ResultsService";
const SESSION = "/cryogym.v1alpha1.SessionService";
const POLICY = "/cryogym.v1alpha1.PolicyService";

/** Every method of every service, and what else the gateway serves. What is not listed is refused. */
export const permissions: ReadonlyMap<string, Permission> = new Map([
  [`${COLLECTION}/Drive`, changes("driver")],
  // A call a second of each driver: the journal has what they bring.
  [`${COLLECTION}/Exchange`, { ...changes("driver"), changes: false }],
  [`${COLLECTION}/GetInstrument`, reads("driver", "viewer", "operator")],
  [`${RESULTS}/Report`, changes("results")],
  [`${SESSION}/CreateSession`, changes("operator")],
  [`${SESSION}/ListSessions`, reads("viewer", "operator")],
  [`${SESSION}/GetSession`, reads("driver", "results", "viewer", "operator")],
  [`${SESSION}/WatchSession`, reads("viewer", "operator")],
  [`${SESSION}/SetMode`, changes("operator")],
  [`${SESSION}/SetPolicy`, changes("operator")],
  [`${SESSION}/PauseSession`, changes("operator")],
  [`${SESSION}/HaltSession`, changes("operator")],
  [`${SESSION}/ResumeSession`, changes("operator")],
  [`${SESSION}/EndSession`, changes("operator")],
  [`${SESSION}/DecideProposal`, changes("operator")],
  [`${SESSION}/DirectTarget`, changes("operator")],
  [`${SESSION}/SetGridGoal`, changes("operator")],
  [`${SESSION}/AcknowledgeAlarm`, changes("operator")],
  [`${SESSION}/ExportSession`, reads("viewer", "operator")],
  [`${POLICY}/ListCheckpoints`, reads("viewer", "operator")],
  [`${POLICY}/Score`, reads("viewer", "operator")],
  [`${POLICY}/Explain`, reads("viewer", "operator")],
  ["/grpc.health.v1.Health/Check", open],
  ["/grpc.health.v1.Health/List", open],
  ["/grpc.health.v1.Health/Watch", everyRole],
  ["/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", everyRole],
  ["/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", everyRole],
  ["GET /healthz", open],
  ["GET /openapi.json", everyRole],
  ["GET /metrics", reads("viewer", "operator")],
]);

/** Whether a role may call a method; of one that is not in the table nobody may. */
export function mayCall(role: Role, method: string): boolean {
  const allowed = permissions.get(method)?.roles;
  return allowed === "public" || (allowed?.includes(role) ?? false);
}
