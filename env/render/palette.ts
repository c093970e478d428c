/**
 * Colours after Okabe and Ito (told apart with any kind of colour vision), for light and dark. A page sets them as CSS
 * variables and its pictures follow; a picture that stands alone has light ones.
 */
const colours = {
  ink: ["#1c2229", "#e8ebef"],
  muted: ["#5d6773", "#a3adb8"],
  line: ["#d5dae0", "#3a424b"],
  panel: ["#f4f6f8", "#20262d"],
  patch: ["#e7ebef", "#2b333b"],
  paper: ["#ffffff", "#15191e"],
  blue: ["#0072b2", "#4db1ea"],
  orange: ["#e08a00", "#f0a830"],
  green: ["#00855f", "#2fc79b"],
  vermilion: ["#c8500a", "#ff8a4c"],
  purple: ["#a8528a", "#dd94c2"],
  sky: ["#3a9bd0", "#8fd0f5"],
  brown: ["#7a5c2e", "#c9a66b"],
  grey: ["#8a939d", "#858f99"],
  faint: ["#b9c1c9", "#56606a"],
} as const satisfies Readonly<Record<string, readonly [light: string, dark: string]>>;

export type ColourName = keyof typeof colours;

/** How a picture names a colour. */
export type Colouring = (name: ColourName) => string;

/** A colour for a picture or a style of a page that sets the variables. */
export const colour: Colouring = (name) => `var(--${name}, ${colours[name][0]})`;

/** A colour for a picture that stands alone. */
export const lightColour: Colouring = (name) => colours[name][0];

/** The variables' values as CSS declarations. */
export function colourDeclarations(scheme: "light" | "dark"): string {
  const column = scheme === "light" ? 0 : 1;
  return Object.entries(colours)
    .map(([name, values]) => `--${name}:${values[column]};`)
    .join("");
}

/** Colours of lines that stand for policies, the main one's first. */
const series: readonly ColourName[] = ["blue", "orange", "green", "purple", "vermilion", "sky", "brown", "grey"];

/** The n-th policy's colour, again from the start when they run out. */
export function seriesColour(n: number): string {
  return colour(series[n % series.length]!);
}
