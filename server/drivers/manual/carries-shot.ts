/** Whether a file's name holds a shot's id, and not only a part of a longer one. */
export function carriesShot(name: string, shotId: string): boolean {
  const at = name.indexOf(shotId);
  if (at === -1) return false;
  const [before, after] = [name[at - 1] ?? "_", name[at + shotId.length] ?? "."];
  return !/[A-Za-z0-9-]/.test(before) && !/[A-Za-z0-9-]/.test(after);
}
