import { isRefused, type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';
import { readJson } from './read-body.js';

/** A claim in JSON is at most 8,192 characters; a key or a notice much less. */
export const mostJsonBytes = 10_000;

/** The one thing in a body of JSON: `{ claim }` or `{ notice }`, whatever it is. */
export async function readToken(
  request: Request,
  name: 'claim' | 'notice',
  services: Pick<Services, 'policy'>,
): Promise<{ readonly token: unknown } | Refused> {
  const bounds = { mostBytes: mostJsonBytes, withinMs: services.policy.times.body };
  const json = await readJson(request, bounds, 'claim-malformed');
  if (isRefused(json)) return json;
  const { value } = json;
  if (typeof value !== 'object' || value === null || Object.keys(value).join() !== name) {
    return refuse('request-invalid', `The body must be an object with a ${name} and nothing else.`);
  }
  return { token: Reflect.get(value, name) };
}
