import type { Services } from '../services.js';

/** Seconds a browser may remember a preflight's answer. */
const preflightSeconds = '600';

/**
 * Lets a page of another, listed origin read the answers, with credentials. An exact origin, never `*`; nothing is added
 * for origins that are not listed.
 */
export function allowCrossOrigin(request: Request, response: Response, services: Pick<Services, 'origins'>): Response {
  response.headers.append('vary', 'Origin');
  const origin = request.headers.get('origin');
  if (origin !== null && services.origins.has(origin)) {
    response.headers.set('access-control-allow-origin', origin);
    response.headers.set('access-control-allow-credentials', 'true');
    response.headers.set('access-control-expose-headers', 'Retry-After');
  }
  return response;
}

/** The answer to a preflight (Fetch standard, CORS-preflight fetch). */
export function answerPreflight(request: Request, services: Pick<Services, 'origins'>): Response {
  const response = new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
  response.headers.set('access-control-allow-methods', 'GET, POST');
  response.headers.set(
    'access-control-allow-headers',
    'Content-Type, Safe-Upload-Claim, Idempotency-Key, Authorization',
  );
  response.headers.set('access-control-max-age', preflightSeconds);
  return allowCrossOrigin(request, response, services);
}
