import { createSafeUpload } from '@safeupload/sdk';
import { forgetDrafts } from './draft-memory.js';
import { endpoint, screener } from './screener.js';

/** How long forgetting may delay signing out. */
const timeLimitMs = 2_000;

/**
 * Forgets this device's key and drafts of a member before the form that signs them out is sent, so that a shared phone
 * does not link one member's pictures with another's.
 */
export function forgetOnSignOut(form: HTMLFormElement): void {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    forgetDrafts();
    const store = createSafeUpload({ screener, endpoint, context: 'post', account: form.dataset.forget ?? '' });
    const tooLong = new Promise((resolve) => setTimeout(resolve, timeLimitMs));
    await Promise.race([store.forget().catch(() => undefined), tooLong]);
    form.submit();
  });
}
