import { and, asc, eq, isNotNull, isNull, lte } from 'drizzle-orm';
import type { Database } from '../database/database.js';
import { outbox } from '../database/schema.js';
import type { VerifierOptions } from '../options.js';
import { withinTime } from '../within-time.js';
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

/** Whom events go to: the host's own handler and its webhook. */
export const sinks = ['host', 'webhook'] as const;

/** One of {@link sinks}. */
export type Sink = (typeof sinks)[number];

/** The sinks that these options can deliver to. */
export function sinksOf(options: Pick<VerifierOptions, 'onDecision' | 'webhook'>): Sink[] {
  return sinks.filter((sink) => (sink === 'host' ? options.onDecision : options.webhook) !== undefined);
}

/** Events delivered to one sink in one round, at most. */
const mostInRound = 100;
/** A sink that is slow is left for the next round after this, in ms: the reaper waits for rounds. */
const roundMs = 10_000;
/** How long the host's own handler may take, in ms: it would block all others. The event will come again. */
const hostMs = 10_000;
const handlersName = 'onDecision (answer first, work later)';
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

/**
 * A courier for one verifier. Each sink gets each event at least once; a failing one is tried again, ever more rarely. What
 * is for a sink that this verifier does not have stays in the outbox, untouched, for one that has it.
 */
export function createCourier(
  database: Database,
  options: Pick<VerifierOptions, 'onDecision' | 'webhook'>,
  clock: () => number,
  onError: (error: unknown, where: string) => void,
): Courier {
  let disposed = false;

  /** Returns whether more may be due: it took as many as it may and was not slow. */
  async function round(sink: Sink): Promise<boolean> {
    const due = await database
      .select()
      .from(outbox)
      .where(
        and(
          eq(outbox.sink, sink),
          isNull(outbox.deliveredAt),
          isNotNull(outbox.nextAttemptAt),
          lte(outbox.nextAttemptAt, clock()),
        ),
      )
      .orderBy(asc(outbox.createdAt))
      .limit(mostInRound);
    const over = AbortSignal.timeout(roundMs);
    for (const row of due) {
      if (disposed || over.aborted) return false;
      try {
        if (sink === 'host') await withinTime(options.onDecision?.(row.event), hostMs, handlersName);
        else if (options.webhook !== undefined) await postWebhook(row.event, options.webhook, clock());
        await database
          .update(outbox)
          .set({ deliveredAt: clock(), nextAttemptAt: null, attempts: row.attempts + 1 })
          .where(eq(outbox.id, row.id));
      } catch (error) {
        onError(error, `delivering ${row.event.type} to the ${sink}`);
        const attempts = row.attempts + 1;
        await database
          .update(outbox)
          .set({ attempts, nextAttemptAt: nextAttemptAt(attempts, clock()) })
          .where(eq(outbox.id, row.id));
      }
    }
    return due.length === mostInRound;
  }

  /** Each sink has rounds of its own: one that does not answer must not keep the other from learning what to purge. */
  function lineOf(sink: Sink): { start(): Promise<void>; ended(): Promise<void> | null } {
    let running: Promise<void> | null = null;
    let wakened = false;
    const run = async (): Promise<void> => {
      try {
        do {
          wakened = false;
          // The curtain hides thousands at once, and the host must purge them all now. A failing one is due later, so this ends.
          if (await round(sink)) wakened = true;
        } while (wakened && !disposed);
      } catch (error) {
        onError(error, 'reading the outbox');
      } finally {
        running = null;
      }
    };
    return {
      start() {
        if (disposed) return Promise.resolve();
        wakened = true;
        running ??= run();
        return running;
      },
      ended: () => running,
    };
  }

  const lines = sinksOf(options).map(lineOf);
  const start = async (): Promise<void> => {
    await Promise.all(lines.map((line) => line.start()));
  };

  return {
    wake() {
      void start();
    },
    deliver: start,
    async dispose() {
      disposed = true;
      await Promise.all(lines.map((line) => line.ended()));
    },
  };
}
