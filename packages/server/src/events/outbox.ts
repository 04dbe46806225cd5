import type { Queries } from '../database/database.js';
import { outbox } from '../database/schema.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import type { DecisionEvent } from './decision-event.js';

/** Puts the event into the outbox, once for each sink, in the transaction that made it true. */
export async function enqueueEvent(
  transaction: Queries,
  event: DecisionEvent,
  services: Pick<Services, 'sinks' | 'random'>,
): Promise<void> {
  await enqueueEvents(transaction, [event], services);
}

/** The same for many events in one statement; the caller bounds how many. */
export async function enqueueEvents(
  transaction: Queries,
  events: readonly DecisionEvent[],
  services: Pick<Services, 'sinks' | 'random'>,
): Promise<void> {
  if (services.sinks.length === 0 || events.length === 0) return;
  await transaction.insert(outbox).values(
    events.flatMap((event) =>
      services.sinks.map((sink) => ({
        id: newToken(services.random),
        sink,
        event,
        createdAt: event.at,
        attempts: 0,
        nextAttemptAt: event.at,
      })),
    ),
  );
}
