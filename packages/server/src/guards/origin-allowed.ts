import { type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';

/**
 * Stops a foreign page from uploading in a member's name: a multipart POST is a CORS-simple request and carries cookies
 * without being asked. Judged before the body is read. Passes: an `Origin` that is allowed; no `Origin` but
 * `Sec-Fetch-Site: same-origin`, which pages cannot set; callers that are no browsers, with `Authorization` and without
 * a cookie. `Origin: null` (sandboxed frames, data: pages, redirects) never passes.
 */
export function originAllowed(request: Request, services: Pick<Services, 'origins'>): Refused | null {
  const origin = request.headers.get('origin');
  if (origin !== null) {
    return services.origins.has(origin)
      ? null
      : refuse('origin-refused', 'This page may not upload here: its origin is not one of the allowed ones.');
  }
  if (request.headers.get('sec-fetch-site') === 'same-origin') return null;
  if (request.headers.has('authorization') && !request.headers.has('cookie')) return null;
  return refuse(
    'origin-refused',
    'The request says not where it comes from. Browsers send Origin; other callers send Authorization and no cookie.',
  );
}
