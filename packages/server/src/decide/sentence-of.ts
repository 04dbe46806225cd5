import type { ServerReason } from './server-verdict.js';

/**
 * A reason as a plain sentence for a moderator. No score and no distance: a number would be read as certainty, and a
 * classifier's is none.
 */
export function sentenceOf(reason: ServerReason): string {
  switch (reason.code) {
    case 'digest-listed':
      return `It is an exact copy of a picture on the list “${reason.bank ?? ''}”.`;
    case 'source-listed':
      return `The member's device says the picked file is an exact copy of a picture on the list “${reason.bank ?? ''}”.`;
    case 'fingerprint-listed':
      return `It looks like a picture on the list “${reason.bank ?? ''}”. Likeness can be accidental or forged.`;
    case 'risk-raised':
      return 'The classifiers were uneasy about it. They are often wrong: beaches, babies and art look alike to them.';
    case 'device-blocked':
      return "The classifiers on the member's device were sure about it. They are often wrong.";
    case 'appealed':
      return 'The member asks that a person look at it.';
    case 'unfinished':
      if (reason.finished === true) return 'It could not be screened when it came; that was done since.';
      return reason.failure === 'queue-full'
        ? 'It could not be screened: too many pictures came at once.'
        : 'It could not be screened to the end. Nothing is known of what it shows.';
  }
}
