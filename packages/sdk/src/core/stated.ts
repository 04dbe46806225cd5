import { tokenPattern } from './challenge.js';
import { type Context, contexts } from './context.js';
import type { Digest } from './digest.js';
import type { Border } from './parse.js';

/** `typ` of a signed claim's header. Notices and receipts have others, so none passes for another. */
export const claimType = 'safeupload-claim+jwt';

/** `typ` of a signed stopped notice's header. */
export const noticeType = 'safeupload-stopped+jwt';

/** Longest time between `iat` and `exp`, in seconds: what a device states is made just before it is sent. */
export const longestClaimSeconds = 300;

/**
 * What everything that a device signs says of itself, claims and notices alike: who says it, to whom, of which account,
 * when, on which ticket, for what, under which policy. The names are JWT's registered claims (RFC 7519) where it has them.
 */
export interface Stated {
  readonly v: 1;
  /** Origin of the page that made it. */
  readonly iss: string;
  /** The server it is meant for, from the challenge. */
  readonly aud: string;
  /** The account's pseudonym, from the challenge. */
  readonly sub: string;
  /** Seconds since the epoch, in the server's time. */
  readonly iat: number;
  /** Seconds since the epoch, at most {@link longestClaimSeconds} after `iat`. */
  readonly exp: number;
  readonly nonce: string;
  readonly context: Context;
  /** The device policy it was decided under. */
  readonly policy: { readonly id: string; readonly sha256: Digest };
}

/** The fields of {@link Stated}. */
export const statedFields = ['v', 'iss', 'aud', 'sub', 'iat', 'exp', 'nonce', 'context', 'policy'] as const;

const farFuture = 2 ** 40;

/** These fields of an object that was read already. Throws what the border throws, naming the first wrong field. */
export function parseStated(border: Border, root: Readonly<Record<string, unknown>>, path: string): Stated {
  border.integer(root.v, `${path}.v`, 1, 1);
  const policy = border.object(root.policy, `${path}.policy`, ['id', 'sha256']);
  return {
    v: 1,
    iss: border.matching(root.iss, `${path}.iss`, /^https?:\/\/[^/\s?#]{1,240}$/, 'an origin'),
    aud: border.text(root.aud, `${path}.aud`, 255),
    sub: border.matching(root.sub, `${path}.sub`, tokenPattern, 'a pseudonym'),
    iat: border.integer(root.iat, `${path}.iat`, 0, farFuture),
    exp: border.integer(root.exp, `${path}.exp`, 0, farFuture),
    nonce: border.matching(root.nonce, `${path}.nonce`, tokenPattern, 'a nonce'),
    context: border.oneOf(root.context, `${path}.context`, contexts),
    policy: {
      id: border.text(policy.id, `${path}.policy.id`, 64),
      sha256: border.digest(policy.sha256, `${path}.policy.sha256`),
    },
  };
}
