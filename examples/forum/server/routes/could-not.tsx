import type { SafeUploadError } from '@safeupload/sdk/core';
import type { Context } from 'hono';
import { MessagePage } from '../pages/message-page.js';
import type { Services } from '../services.js';
import { page, viewOf } from './page-context.js';

/** The HTTP status of what the verifier would not do. */
export function statusOf(error: SafeUploadError): 403 | 404 | 409 | 429 {
  if (error.code === 'role-missing') return 403;
  if (error.code === 'rate-limited') return 429;
  return error.code === 'not-found' ? 404 : 409;
}

/** The page that says why the verifier would not do it. */
export async function couldNot(c: Context, services: Services, error: SafeUploadError) {
  const title = error.code === 'role-missing' ? 'Not yours to decide' : 'That could not be done';
  return page(c, <MessagePage view={await viewOf(c, services)} title={title} text={error.message} />, statusOf(error));
}
