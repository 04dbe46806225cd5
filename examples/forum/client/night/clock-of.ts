/** A clock time of the night, e.g. `01:30`. */
export function clockOf(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}
