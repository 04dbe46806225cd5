import type { BreakerEvent, BreakerState } from '@safeupload/server';

/** Midnight before the nights of the tests. */
const midnight = Date.UTC(2026, 0, 10);

/** `23:10` as ms since the epoch; `25:10` is ten past one in the next night. */
export function clock(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return midnight + (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/**
 * A breaker's log, one event a line: `23:10 rejected anna sunset`. The last word names the upload and, before a slash, its
 * group of pictures that look alike (`sunset/2`); without one the upload is a group of its own. `-` is none at all.
 */
export function log(...lines: readonly string[]): BreakerEvent[] {
  return lines.map((line, index) => {
    const [time = '', kind = '', accountId = '', upload = `upload-${index}`] = line.split(' ');
    const none = upload === '-';
    return {
      id: index + 1,
      at: clock(time),
      kind,
      accountId,
      clusterId: none ? null : (upload.split('/')[0] ?? upload),
      uploadId: none ? null : upload,
    };
  });
}

/** What is raised, in one line a level: `2 forum until 24:10`, `1 account anna until 47:10`. */
export function told(state: BreakerState): string[] {
  return state.raised.map(({ level, scope, lowTrustOnly, expiresAt }) => {
    const whom = scope.kind === 'forum' ? 'forum' : `${scope.kind} ${scope.id}`;
    const only = scope.kind !== 'forum' && lowTrustOnly ? ' of low trust' : '';
    return `${level} ${whom}${only} until ${hoursOf(expiresAt)}`;
  });
}

function hoursOf(at: number): string {
  const minutes = Math.round((at - midnight) / 60_000);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
