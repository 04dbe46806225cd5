/** Lets each account have one piece of dear work done at a time; what is left of it waits in its own line. */
export interface Turns {
  /**
   * Resolves with a function that ends the turn, which must be called; or with null where too many of this account wait
   * already or the signal fires first.
   */
  take(accountId: string, mostWaiting: number, signal: AbortSignal): Promise<(() => void) | null>;
}

/**
 * Turns kept in memory. Without them one account that sends thirty of the dearest pictures there are fills the measurer's
 * queue, and everybody else's pictures wait for a person.
 */
export function createTurns(): Turns {
  /** Per account with work under way: those who wait behind it. */
  const lines = new Map<string, (() => void)[]>();

  const endOf = (accountId: string) => () => {
    const next = lines.get(accountId)?.shift();
    if (next === undefined) lines.delete(accountId);
    else next();
  };

  return {
    take(accountId, mostWaiting, signal) {
      const line = lines.get(accountId);
      if (line === undefined) {
        lines.set(accountId, []);
        return Promise.resolve(endOf(accountId));
      }
      if (line.length >= mostWaiting || signal.aborted) return Promise.resolve(null);
      return new Promise((resolve) => {
        const begin = () => {
          signal.removeEventListener('abort', leave);
          resolve(endOf(accountId));
        };
        const leave = () => {
          const at = line.indexOf(begin);
          if (at >= 0) line.splice(at, 1);
          resolve(null);
        };
        line.push(begin);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
  };
}
