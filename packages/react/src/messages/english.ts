import { englishFailure } from './english-failures.js';
import { englishStart } from './english-start.js';
import type { Messages } from './messages.js';

/** The English catalogue, complete: what is shown unless the `messages` prop says otherwise. */
export const englishMessages: Messages = {
  ...englishStart,
  failed: (error) => englishFailure(error) ?? englishStart.failed(error),
};
