import { passDoor } from '../guards/guards.js';
import { passNoticeGuards } from '../guards/notice-guards.js';
import { isRefused } from '../refused.js';
import type { Services } from '../services.js';
import { keepNotice } from '../stopped/keep-notice.js';
import { answer, answerRefusal } from './answers.js';
import { readToken } from './read-token.js';

/** `POST {base}/stopped`: the same answer whether or not the notice was wanted of this account. */
export async function stoppedRoute(request: Request, services: Services, arrivedAt: number): Promise<Response> {
  const identity = await passDoor(request, services, 'precheck');
  if (isRefused(identity)) return answerRefusal(identity);
  const read = await readToken(request, 'notice', services);
  if (isRefused(read)) return answerRefusal(read);
  const origin = request.headers.get('origin');
  const notice = await passNoticeGuards({ token: read.token, arrivedAt, origin }, identity, services);
  if (isRefused(notice)) return answerRefusal(notice);
  await keepNotice(notice, identity, services);
  return answer({ v: 1, received: true });
}
