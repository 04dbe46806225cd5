import { Buffer } from 'node:buffer';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Member, memberById } from './members.js';

/** Who is asking: a member and one login of theirs. */
export interface Session {
  readonly member: Member;
  /** A new one at every login: SafeUpload binds its tickets to it. */
  readonly sessionId: string;
}

/** Name of the cookie. */
const cookieName = 'kitchen_session';

/** How long a login lasts, in seconds. */
const lifetimeSeconds = 30 * 24 * 3600;

/** Longest `Cookie` header that is read: a longer one is somebody else's. */
const longestCookieHeader = 8192;

/** Makes and reads the signed session cookie. */
export interface Sessions {
  /** The session a request carries, or null. */
  of(request: Request): Session | null;
  /** A `Set-Cookie` value that logs this member in, with a new session id. */
  begin(member: Member): string;
  /** A `Set-Cookie` value that ends the login. */
  end(): string;
}

/**
 * Sessions without a table: the cookie holds account, session id and expiry under an HMAC-SHA-256 of `secret`. It is
 * HttpOnly (a script cannot read it), SameSite=Lax (a foreign page's POST does not carry it) and, with `secure`, Secure.
 */
export function createSessions(options: { readonly secret: string; readonly secure: boolean }): Sessions {
  const attributes = `Path=/; HttpOnly; SameSite=Lax${options.secure ? '; Secure' : ''}`;
  const macOf = (text: string) => createHmac('sha256', options.secret).update(text).digest();

  return {
    of(request) {
      const header = request.headers.get('cookie');
      if (header === null || header.length > longestCookieHeader) return null;
      const value = valueIn(header);
      if (value === null) return null;
      const [accountId = '', sessionId = '', expiresAt = '', mac = ''] = value.split('.');
      const expected = macOf(`${accountId}.${sessionId}.${expiresAt}`);
      const given = Buffer.from(mac, 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      if (!(Number(expiresAt) > Date.now() / 1000)) return null;
      const member = memberById(accountId);
      return member === null ? null : { member, sessionId };
    },
    begin(member) {
      const sessionId = randomBytes(18).toString('base64url');
      const text = `${member.id}.${sessionId}.${Math.floor(Date.now() / 1000) + lifetimeSeconds}`;
      return `${cookieName}=${text}.${macOf(text).toString('base64url')}; Max-Age=${lifetimeSeconds}; ${attributes}`;
    },
    end: () => `${cookieName}=; Max-Age=0; ${attributes}`,
  };
}

function valueIn(header: string): string | null {
  for (const part of header.split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === cookieName && value !== undefined) return value;
  }
  return null;
}
