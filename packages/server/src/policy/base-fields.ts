import { leastQuality, matchDistance } from '@safeupload/sdk/core';
import type { NumberFields } from './number-fields.js';

// The numbers of one upload's way: likeness, times, and how much one session may have open. As in night-fields.ts each
// stands here once, with unit, default, bounds and reason.

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const longestMs = 400 * dayMs;

/** A time of the policy: its default and why. */
const time = (value: number, why: string) => ({ unit: 'ms', default: value, least: 0, most: longestMs, why }) as const;

/** When two pictures look alike. */
export const fingerprintFields = {
  matchDistance: {
    unit: 'bits',
    default: matchDistance,
    least: 0,
    most: 64,
    why: 'This near or nearer to a bank’s entry, or to another picture of the forum, is a match: PDQ’s own recommendation.',
  },
  leastQuality: {
    unit: 'quality',
    default: leastQuality,
    least: 0,
    most: 100,
    why: 'Fingerprints of lower quality match by accident and are not looked up.',
  },
  claimedDistance: {
    unit: 'bits',
    default: 10,
    least: 0,
    most: 256,
    why: 'Further than this from the claimed fingerprint is a tamper signal: two honest decoders are at most 2 bits apart, PDQ’s two reference families up to 10.',
  },
} as const satisfies NumberFields;

/** Everything that goes by time. */
export const timeFields = {
  nonce: time(
    10 * minuteMs,
    'A nonce may be used so long after it was issued: enough to look over twenty pictures, short enough that a stolen one is stale.',
  ),
  skew: time(
    10_000,
    'How far `iat` may lie ahead of the server’s clock, and `exp` behind it: the client takes its offset from that clock, what is left is a round trip.',
  ),
  issuedPolicy: time(
    dayMs,
    'Digests of device policies are accepted so long after they were last sent to anybody: a page may stay open over night with the policy it began with.',
  ),
  deposit: time(
    hourMs,
    'Claims that came before their bytes wait so long for them: form pipelines and direct-to-bucket uploads post the bytes minutes later.',
  ),
  unattached: time(hourMs, 'What nobody attached is gone after this: people write a post for half an hour.'),
  original: time(
    dayMs,
    'The file as received is deleted after this, unless it is held, refused, rejected or taken down.',
  ),
  evidence: time(
    30 * dayMs,
    'What was refused, rejected or taken down is deleted so long after that decision: time for a complaint, and for an order to keep it, to arrive.',
  ),
  refusedPrecheck: time(30 * dayMs, 'The record of a precheck that was refused: no bytes ever came.'),
  signal: time(
    90 * dayMs,
    'Disagreements between claims and measurements are counted so long: a pattern of tampering shows in weeks; older ones say nothing of who an account is now.',
  ),
  delivered: time(7 * dayMs, 'Events that the host received are kept so long for its questions.'),
  undelivered: time(
    30 * dayMs,
    'Events that nobody took: retries end after three days; what a server would still deliver after a month is news to nobody.',
  ),
  storedAnswer: time(dayMs, 'Answers stored for a lost response, by claim or by Idempotency-Key.'),
  body: time(minuteMs, 'A request’s body must have arrived whole after this: 10 MB at 1.3 Mbit/s.'),
  identify: time(
    5000,
    'The host’s `identify` must have answered after this, or the request is `unavailable`: a session is one look-up in the host’s own store.',
  ),
  blob: time(10_000, 'Each call of the blob store must have come to its end after this: 10 MB at 8 Mbit/s.'),
  queue: time(20_000, 'Waiting for a free measuring process; the measuring itself has `limits.measureMs`.'),
} as const satisfies NumberFields;

/** What one session, and one account, may have open at a time. */
export const sessionFields = {
  openNonces: {
    unit: 'tickets',
    default: 50,
    least: 1,
    most: 1000,
    why: 'Open at a time in one session: two albums, not a store of tickets.',
  },
  uploadsWaiting: {
    unit: 'pictures',
    default: 20,
    least: 0,
    most: 1000,
    why: 'Of one account, waiting for their turn to be measured; further ones are held at once: as many as one challenge has tickets for.',
  },
} as const satisfies NumberFields;
