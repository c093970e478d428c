/** What one directive will ask for, before it has an id: one physical move, a survey, or holes of one group. Targets by id. */
export type PlannedDirective =
  | {
      readonly kind: "loadGrid" | "surveyGrid" | "goToSquare" | "surveySquare" | "goToGroup";
      readonly target: string;
    }
  | { readonly kind: "acquire"; readonly group: string; readonly holes: readonly string[] };

/** The target that a planned directive goes to. */
export function targetOf(planned: PlannedDirective): string {
  return planned.kind === "acquire" ? planned.group : planned.target;
}
