/** What an account may do only so often in a minute. */
export type Counted = 'challenge' | 'precheck' | 'upload';

/** Counts what an account did within the last minute, in this process. */
export interface Rates {
  /**
   * Counts one more and returns 0, or returns in how many seconds there is room again (1–60) and counts nothing.
   */
  take(what: Counted, accountId: string, mostPerMinute: number, now: number): number;
}

const windowMs = 60_000;
/** Accounts remembered at once; the one that was quiet longest is forgotten first. Stops memory from being filled. */
const mostAccounts = 20_000;

/** A sliding window an account, kept in memory: several processes count each for themselves. */
export function createRates(): Rates {
  const moments = new Map<string, number[]>();
  return {
    take(what, accountId, mostPerMinute, now) {
      const key = `${what} ${accountId}`;
      // A moment ahead of the clock is from before it was set back: it would lock the account out until then.
      const recent = (moments.get(key) ?? []).filter((at) => at > now - windowMs && at <= now);
      const oldest = recent[0];
      moments.delete(key);
      moments.set(key, recent);
      if (oldest !== undefined && recent.length >= mostPerMinute) {
        return Math.max(1, Math.ceil((oldest + windowMs - now) / 1000));
      }
      recent.push(now);
      if (moments.size > mostAccounts) {
        for (const quiet of moments.keys()) {
          moments.delete(quiet);
          break;
        }
      }
      return 0;
    },
  };
}
