import type { TargetTree } from "../tree/target-tree.js";
import { rowsBelow } from "./tree-walk.js";

/** Names of a tree's known targets without what all of a level share, by row; the root's is empty. */
export function shortNames(tree: TargetTree): string[] {
  const short = new Array<string>(tree.size).fill("");
  const rows = rowsBelow(tree, 0);
  for (let level = 1; level < tree.shape.levels.length; level++) {
    const here = rows.filter((row) => tree.level[row] === level);
    stripShared(withoutParents(tree, here)).forEach((name, i) => {
      short[here[i]!] = name;
    });
  }
  return short;
}

/** A target's level and name, the level once. @param names as {@link shortNames} gives them */
export function targetTitle({ shape, level }: TargetTree, row: number, names: readonly string[]): string {
  const kind = shape.levels[level[row]!]!;
  const name = names[row]!;
  if (name === "") return kind;
  return name.toLowerCase().startsWith(kind.toLowerCase()) ? name : `${kind} ${name}`;
}

/** Names without the parent's in front, if all of the level repeat it. */
function withoutParents(tree: TargetTree, rows: readonly number[]): readonly string[] {
  const names = rows.map((row) => tree.names[row]!);
  const parents = rows.map((row) => tree.names[tree.parent[row]!]!);
  return names.every((name, i) => name.length > parents[i]!.length && name.startsWith(parents[i]!))
    ? names.map((name, i) => name.slice(parents[i]!.length))
    : names;
}

/**
 * Drops the longest beginning and end that all names share. A number is not cut but for its leading zeros, a
 * word at the end not at all.
 *
 * @example stripShared(["a_00008gr_v01", "a_00012gr_v01"]) // ["08gr", "12gr"]
 */
export function stripShared(names: readonly string[]): string[] {
  const first = names[0];
  if (first === undefined) return [];
  if (names.every((name) => name === first)) return names.map(withoutSeparators);
  let prefix = shared(names, (name, i) => name[i]);
  if (names.some((name) => name.length === prefix))
    prefix = /[^\s_./:-]*[\s_./:-]*$/.exec(first.slice(0, prefix))!.index;
  if (names.some((name) => /\d/.test(name[prefix]!))) {
    const [digits] = /\d*$/.exec(first.slice(0, prefix))!;
    prefix -= digits.length - /^0*/.exec(digits)![0].length;
  }
  const rest = names.map((name) => withoutSeparators(name.slice(prefix)));
  const end = rest[0]!.slice(rest[0]!.length - shared(rest, (name, i) => name[name.length - 1 - i]));
  const suffix = /[\s_./:-].*$/.exec(end)?.[0].length ?? 0;
  return rest.map((name) => (suffix < name.length ? name.slice(0, name.length - suffix) : name));
}

/** How many characters all names share, asked one by one. */
function shared(names: readonly string[], character: (name: string, i: number) => string | undefined): number {
  let length = 0;
  for (;;) {
    const wanted = character(names[0]!, length);
    if (wanted === undefined || names.some((name) => character(name, length) !== wanted)) return length;
    length++;
  }
}

/** Without what only joins names, at the beginning. */
function withoutSeparators(name: string): string {
  return name.replace(/^[\s_./:-]+(?=.)/, "");
}
