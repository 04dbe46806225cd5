import type { MiddlewareHandler } from 'hono';

/**
 * Refuses every changing request that another site's page could have sent in a member's name: its `Origin` must be one
 * of ours. Browsers send it with every POST; `null` (sandboxed frames, some redirects) is nobody's.
 */
export function sameOriginOnly(allowedOrigins: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const origin = c.req.header('origin');
    const ours =
      origin === undefined ? c.req.header('sec-fetch-site') === 'same-origin' : allowedOrigins.includes(origin);
    if (ours) return next();
    return c.json({ code: 'origin-refused', message: 'This can only be done from the forum’s own pages.' }, 403);
  };
}
