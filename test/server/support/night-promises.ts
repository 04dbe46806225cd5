/** What somebody does in the night that is killed: see night-until-killed.mjs. */
export type Deed =
  | 'upload'
  | 'attach'
  | 'report'
  | 'reject'
  | 'release'
  | 'hide'
  | 'takedown'
  | 'undo'
  | 'up'
  | 'down'
  | 'reap';

/** One deed and what became of it. */
export interface Done {
  readonly deed: Deed;
  /** Unset where it was refused, which promises nothing. */
  readonly isAcknowledged: boolean;
  readonly isRefused: boolean;
  /** Places in the file: between them it happened, if it happened. One that the kill cut off ends with its round. */
  readonly from: number;
  readonly to: number;
  /** ms since the epoch, by the server's clock: not before this. */
  readonly beganAt: number;
  readonly uploadId: string;
  readonly accountId: string;
  /** What was told of an upload: its outcome, or the state it was seen in. */
  readonly outcome?: string;
  readonly state?: string;
  /** Until when the curtain was said to be up. */
  readonly expiresAt?: number;
}

interface Line {
  readonly id: string;
  readonly step: 'began' | 'acknowledged' | 'refused';
  readonly deed: Deed;
  readonly at: number;
  readonly uploadId?: string;
  readonly accountId?: string;
  readonly outcome?: string;
  readonly state?: string;
  readonly expiresAt?: number;
}

/** Everything that was begun, in order, from the lines of a file whose last line may have been cut off. */
export function readPromises(text: string): Done[] {
  // Provable: the script writes these lines, each whole before it goes on.
  const lines = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
  const roundOf = (line: Line | undefined) => line?.id.split('-')[0];
  return lines.flatMap((began, from): Done[] => {
    if (began.step !== 'began') return [];
    const end = lines.findIndex(({ id, step }) => id === began.id && step !== 'began');
    const lastOfRound = lines.findLastIndex((line) => roundOf(line) === roundOf(began));
    const { uploadId = '', accountId = '', outcome, state, expiresAt } = lines[end] ?? began;
    return [
      {
        ...{ deed: began.deed, uploadId, accountId, beganAt: began.at, from, to: end < 0 ? lastOfRound : end },
        isAcknowledged: lines[end]?.step === 'acknowledged',
        isRefused: lines[end]?.step === 'refused',
        ...(outcome === undefined ? {} : { outcome }),
        ...(state === undefined ? {} : { state }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      },
    ];
  });
}
