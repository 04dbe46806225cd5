/** How often a reporter was right and wrong, within the time that counts. Copies of one picture count once. */
export interface TrackRecord {
  /** Pictures that were rejected or taken down after this member reported them. */
  readonly right: number;
  /** Pictures that a person let stand. */
  readonly wrong: number;
}

/**
 * What a report of this member counts for, in [0, 1]: the share of right ones above the share of wrong ones,
 * `(right − wrong) / (right + wrong)`, never below 0.
 *
 * - Without history an established member weighs 1, one of low trust 0: accounts made for it report nothing away, until a
 *   person found one of their reports right.
 * - 9 right and 1 wrong weigh 0.8: two such reporters do not reach a weight of 2, three do.
 * - Whoever was wrong as often as right weighs 0, and so does everybody whose only report was wrong: a brigade has one shot.
 */
export function reporterWeight(reporter: TrackRecord & { readonly established: boolean }): number {
  const { right, wrong, established } = reporter;
  if (right + wrong === 0) return established ? 1 : 0;
  return Math.max(0, right - wrong) / (right + wrong);
}
