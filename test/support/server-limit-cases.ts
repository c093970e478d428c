/** For each limit: a file's value, a wider and a narrower one, and the name that a complaint begins with. */
export const compareCases = [
  ...(["x", "y", "z"] as const).flatMap((axis) => {
    const name = `stage_${axis}_micrometers`;
    return [
      { what: `least stage ${axis}`, field: `least_${name}`, at: name, wider: [-901, 900], narrower: [-800, 900] },
      {
        what: `greatest stage ${axis}`,
        field: `greatest_${name}`,
        at: name,
        wider: [-900, 901],
        narrower: [-900, 800],
      },
    ].map(({ at, ...one }) => ({
      ...one,
      own: { [at]: [-900, 900] },
      wider: { [at]: one.wider },
      narrower: { [at]: one.narrower },
    }));
  }),
  {
    what: "tilt",
    field: "greatest_tilt_degrees",
    own: { tilt_degrees: [-60, 60] },
    wider: { tilt_degrees: [-60, 61] },
    narrower: { tilt_degrees: [-50, 50] },
  },
  {
    what: "image shift",
    field: "image_shift_radius_micrometers",
    own: { image_shift_radius_micrometers: 5 },
    wider: { image_shift_radius_micrometers: 6 },
    narrower: { image_shift_radius_micrometers: 4 },
  },
  {
    what: "grid loads",
    field: "grid_loads_per_hour",
    own: { grid_loads_per_hour: 4 },
    wider: { grid_loads_per_hour: 5 },
    narrower: { grid_loads_per_hour: 3 },
  },
  {
    what: "shots of a target",
    field: "shots_per_target",
    own: { shots_per_target: 2, grid_loads_per_hour: 1 },
    wider: { shots_per_target: 3 },
    narrower: { shots_per_target: 1 },
  },
  {
    what: "shots within the beam",
    field: "shots_within_beam",
    own: { shots_within_beam: 2, beam_diameter_micrometers: 1.5 },
    wider: { shots_within_beam: 3, beam_diameter_micrometers: 1.5 },
    narrower: { shots_within_beam: 1, beam_diameter_micrometers: 1.5 },
  },
  {
    what: "the beam's diameter, where less is wider",
    field: "beam_diameter_micrometers",
    own: { beam_diameter_micrometers: 1.5 },
    wider: { beam_diameter_micrometers: 1 },
    narrower: { beam_diameter_micrometers: 2 },
  },
  {
    what: "the session's time",
    field: "total_seconds",
    own: { total_hours: 8 },
    wider: { total_hours: 9 },
    narrower: { total_hours: 7 },
  },
  {
    what: "slots",
    field: "allowed_slots",
    own: { allowed_slots: [1, 2] },
    wider: { allowed_slots: [1, 3] },
    narrower: { allowed_slots: [1] },
  },
];
