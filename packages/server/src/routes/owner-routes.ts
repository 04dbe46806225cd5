import { isSafeUploadError, tokenPattern } from '@safeupload/sdk/core';
import { callerIdentified } from '../guards/caller-identified.js';
import { passDoor } from '../guards/guards.js';
import { isRefused, type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';
import { readUpload } from '../uploads/upload-row.js';
import { statusAnswer, withdraw } from '../uploads/withdraw.js';
import { answer, answerRefusal } from './answers.js';
import { readJson } from './read-body.js';

const unknown = (): Refused => refuse('upload-unknown', 'There is no such upload of yours.');

/** `GET {base}/status/{uploadId}`: for its owner; to everybody else it does not exist. */
export async function statusRoute(request: Request, uploadId: string, services: Services): Promise<Response> {
  const identity = await callerIdentified(request, services);
  if (isRefused(identity)) return answerRefusal(identity);
  if (!tokenPattern.test(uploadId)) return answerRefusal(unknown());
  try {
    const upload = await readUpload(services.database, uploadId);
    return upload.accountId === identity.accountId ? answer(statusAnswer(upload)) : answerRefusal(unknown());
  } catch (error) {
    if (isSafeUploadError(error) && error.code === 'not-found') return answerRefusal(unknown());
    throw error;
  }
}

/** `POST {base}/withdraw` */
export async function withdrawRoute(request: Request, services: Services): Promise<Response> {
  const identity = await passDoor(request, services, null);
  if (isRefused(identity)) return answerRefusal(identity);
  const json = await readJson(request, { mostBytes: 1000, withinMs: services.policy.times.body });
  if (isRefused(json)) return answerRefusal(json);
  const { value } = json;
  const uploadId: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'uploadId') : undefined;
  if (typeof uploadId !== 'string' || !tokenPattern.test(uploadId)) {
    return answerRefusal(refuse('request-invalid', 'The body must be an object with an uploadId.'));
  }
  const withdrawn = await withdraw({ uploadId, accountId: identity.accountId }, services);
  return isRefused(withdrawn) ? answerRefusal(withdrawn) : answer(withdrawn);
}
