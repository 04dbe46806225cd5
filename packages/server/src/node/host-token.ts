import { borderOf, SafeUploadError } from '@safeupload/sdk/core';
import { createLocalJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { type Identity, roles, tiers } from '../identity.js';

/** How the host signs its tokens. Exactly one. */
export type HostSecret =
  | { /** HS256, at least 32 bytes. */ readonly secret: Uint8Array }
  | { /** ES256 public keys, the JSON of a JWKS (RFC 7517). */ readonly jwks: unknown }
  | {
      /** For trying it on one's own machine: whoever asks is this account, and nobody is the host. */ readonly everybody: Identity;
    };

/** Reads the tokens of a host that is not JavaScript. */
export interface HostTokens {
  /**
   * Who a member is, from `Authorization: Bearer` with a JWT of `sub` (account), `sid` (session), `tier`, `roles`, perhaps
   * `since`, and `exp`, at most an hour ahead; or null where there is none or it does not verify.
   */
  identify(request: Request): Promise<Identity | null>;
  /** True where the bearer is the host itself: the same signature over `scope: "host"` and `exp`. */
  isHost(request: Request): Promise<boolean>;
}

/** Characters of a token; stops megabytes from being verified. */
const longestToken = 4096;

/** A member's token is minted for a page, not for keeps. */
const longestLifeSeconds = 3600;

/** ms since the epoch, as everywhere; less is the same in seconds and would make every account look as old as the epoch. */
const leastSince = 100_000_000_000;
/** The last moment that a Date can hold. */
const latest = 8_640_000_000_000_000;

const border = borderOf('options-invalid', "host's token");

/** Reads tokens signed by the host for this audience. Throws `options-invalid` where the secret is too short or no key. */
export function createHostTokens(host: HostSecret, audience: string): HostTokens {
  if ('everybody' in host) return { identify: async () => host.everybody, isHost: async () => false };
  const verify = verifierOf(host);
  const payloadOf = async (request: Request): Promise<JWTPayload | null> => {
    const token = /^Bearer ([A-Za-z0-9_.-]+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
    if (token === undefined || token.length > longestToken) return null;
    try {
      const payload = await verify(token);
      // `aud` is the host's to set; where it is, it must be us.
      const audiences = payload.aud === undefined ? [audience] : [payload.aud].flat();
      const lifeSeconds = (payload.exp ?? Number.POSITIVE_INFINITY) - Date.now() / 1000;
      return audiences.includes(audience) && lifeSeconds <= longestLifeSeconds ? payload : null;
    } catch {
      return null;
    }
  };
  return {
    async identify(request) {
      const payload = await payloadOf(request);
      if (payload === null || payload.scope !== undefined) return null;
      try {
        return {
          accountId: border.text(payload.sub, 'sub', 200),
          sessionId: border.text(payload.sid, 'sid', 200),
          tier: border.oneOf(payload.tier, 'tier', tiers),
          roles: border.list(payload.roles ?? [], 'roles', 3, (role, path) => border.oneOf(role, path, roles)),
          ...(payload.since === undefined ? {} : { since: border.integer(payload.since, 'since', leastSince, latest) }),
        };
      } catch {
        return null;
      }
    },
    async isHost(request) {
      return (await payloadOf(request))?.scope === 'host';
    },
  };
}

/** One algorithm per kind of key: a public key must never be taken for an HMAC secret (RFC 8725, section 3.1). */
function verifierOf(
  host: Exclude<HostSecret, { readonly everybody: Identity }>,
): (token: string) => Promise<JWTPayload> {
  const requirements = { requiredClaims: ['exp'], clockTolerance: 5 };
  if ('secret' in host) {
    if (host.secret.length < 32) {
      throw new SafeUploadError(
        'options-invalid',
        `The secret of the host's tokens is too short: expected at least 32 bytes, got ${host.secret.length}.`,
      );
    }
    return async (token) => (await jwtVerify(token, host.secret, { ...requirements, algorithms: ['HS256'] })).payload;
  }
  let keys: JWTVerifyGetKey;
  try {
    // jose checks the shape and throws.
    keys = createLocalJWKSet(host.jwks as Parameters<typeof createLocalJWKSet>[0]);
  } catch (cause) {
    throw new SafeUploadError('options-invalid', "The host's JWKS is not one (RFC 7517).", { cause });
  }
  return async (token) => (await jwtVerify(token, keys, { ...requirements, algorithms: ['ES256'] })).payload;
}
