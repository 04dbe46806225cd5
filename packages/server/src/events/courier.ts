import { and, asc, eq, isNotNull, isNull, lte } from 'drizzle-orm';
import type { Database } from '../database/database.js';
import { outbox } from '../database/schema.js';
import type { VerifierOptions } from '../options.js';
import { postWebhook } from './webhook.js';

/** Carries events from the outbox to the host. */
export interface Courier {
  /** Begins to deliver what is due, after a transaction committed. Returns at once. */
  wake(): void;
  /** Delivers what is due now and waits for it. */
  deliver(): Promise<void>;
  /** Waits for what is under way and delivers no more. */
  dispose(): Promise<void>;
}

/** Events delivered in one round, at most. */
const mostInRound = 100;
/** After this many failures an event stays in the outbox undelivered: about three days. */
const mostAttempts = 20;
/** The first retry after this, in ms, doubled each time… */
const firstRetryMs = 2000;
/** …up to this. */
const longestRetryMs = 4 * 3_600_000;

/** When to try again after so many failures, or null: no more. */
export function nextAttemptAt(attempts: number, now: number): number | null {
  if (attempts >= mostAttempts) return null;
  return now + Math.min(longestRetryMs, firstRetryMs * 2 ** (attempts - 1));
}

/** A courier for one verifier. Each sink gets each event at least once; a failing one is tried again, ever more rarely. */
export function createCourier(
  database: Database,
  options: Pick<VerifierOptions, 'onDecision' | 'webhook'>,
  clock: () => number,
  onError: (error: unknown, where: string) => void,
): Courier {
  let running: Promise<void> | null = null;
  let wakened = false;
  let disposed = false;

  async function round(): Promise<void> {
    const due = await database
      .select()
      .from(outbox)
      .where(and(isNull(outbox.deliveredAt), isNotNull(outbox.nextAttemptAt), lte(outbox.nextAttemptAt, clock())))
      .orderBy(asc(outbox.createdAt))
      .limit(mostInRound);
    for (const row of due) {
      if (disposed) return;
      try {
        if (row.sink === 'host') await options.onDecision?.(row.event);
        else if (options.webhook !== undefined) await postWebhook(row.event, options.webhook, clock());
        await database
          .update(outbox)
          .set({ deliveredAt: clock(), nextAttemptAt: null, attempts: row.attempts + 1 })
          .where(eq(outbox.id, row.id));
      } catch (error) {
        onError(error, `delivering ${row.event.type} to the ${row.sink}`);
        const attempts = row.attempts + 1;
        await database
          .update(outbox)
          .set({ attempts, nextAttemptAt: nextAttemptAt(attempts, clock()) })
          .where(eq(outbox.id, row.id));
      }
    }
  }

  async function run(): Promise<void> {
    try {
      do {
        wakened = false;
        await round();
      } while (wakened && !disposed);
    } catch (error) {
      onError(error, 'reading the outbox');
    } finally {
      running = null;
    }
  }

  const start = (): Promise<void> => {
    if (disposed) return Promise.resolve();
    wakened = true;
    running ??= run();
    return running;
  };

  return {
    wake() {
      void start();
    },
    deliver: start,
    async dispose() {
      disposed = true;
      await running;
    },
  };
}
