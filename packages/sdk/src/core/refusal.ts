/**
 * Why the server did not take a request: the protocol's public codes, each with its HTTP status. `challenge` says that
 * the answer carries a fresh challenge and the client signs once more without measuring again. What the server thinks of
 * a *picture* is never among these: that is an outcome, and it has no reasons.
 */
export const refusals = {
  // the request
  'route-unknown': { status: 404, challenge: false },
  'method-not-allowed': { status: 405, challenge: false },
  'request-invalid': { status: 400, challenge: false },
  'origin-refused': { status: 403, challenge: false },
  'not-signed-in': { status: 401, challenge: false },
  'role-missing': { status: 403, challenge: false },
  'rate-limited': { status: 429, challenge: false },
  'challenges-exhausted': { status: 429, challenge: false },
  'holds-waiting': { status: 429, challenge: false },
  'use-off': { status: 403, challenge: false },
  unavailable: { status: 503, challenge: false },
  // the claim
  'claim-malformed': { status: 400, challenge: false },
  'claim-algorithm': { status: 400, challenge: false },
  'nonce-unknown': { status: 409, challenge: true },
  'nonce-expired': { status: 409, challenge: true },
  'nonce-replayed': { status: 409, challenge: false },
  'session-mismatch': { status: 403, challenge: false },
  'key-mismatch': { status: 403, challenge: false },
  'signature-invalid': { status: 403, challenge: false },
  'issuer-mismatch': { status: 403, challenge: false },
  'audience-mismatch': { status: 403, challenge: false },
  'subject-mismatch': { status: 403, challenge: false },
  'context-mismatch': { status: 403, challenge: false },
  'claim-lifetime': { status: 400, challenge: false },
  'claim-expired': { status: 409, challenge: true },
  'claim-early': { status: 409, challenge: true },
  'policy-unknown': { status: 409, challenge: true },
  'digest-mismatch': { status: 422, challenge: false },
  'idempotency-key-missing': { status: 400, challenge: false },
  'idempotency-key-reused': { status: 409, challenge: false },
  // the file
  'empty-file': { status: 422, challenge: false },
  'format-unknown': { status: 415, challenge: false },
  'format-not-accepted': { status: 415, challenge: false },
  'header-invalid': { status: 422, challenge: false },
  'too-many-bytes': { status: 413, challenge: false },
  'too-many-pixels': { status: 422, challenge: false },
  'side-too-long': { status: 422, challenge: false },
  'too-many-scans': { status: 422, challenge: false },
  'too-many-chunks': { status: 422, challenge: false },
  'ancillary-too-large': { status: 422, challenge: false },
  'icc-too-large': { status: 422, challenge: false },
  'decode-failed': { status: 422, challenge: false },
  // attach, status, addresses
  'upload-unknown': { status: 404, challenge: false },
  'not-yours': { status: 403, challenge: false },
  'wrong-context': { status: 409, challenge: false },
  'not-attachable': { status: 409, challenge: false },
  'wrong-state': { status: 409, challenge: false },
} as const satisfies Record<string, { readonly status: number; readonly challenge: boolean }>;

/** One of the codes of {@link refusals}. */
export type RefusalCode = keyof typeof refusals;

/** True if `value` is a {@link RefusalCode}. */
export function isRefusalCode(value: unknown): value is RefusalCode {
  return typeof value === 'string' && Object.hasOwn(refusals, value);
}
