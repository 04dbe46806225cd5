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
      return riskSentence(reason);
    case 'device-blocked':
      return "The classifiers on the member's device were sure about it. They are often wrong.";
    case 'appealed':
      return 'The member asks that a person look at it.';
    case 'newcomer':
      return "It is one of this account's first pictures. Those wait for a person, whatever they show.";
    case 'curtain':
      return 'The curtain was up: pictures of accounts with little history waited.';
    case 'account-hidden':
      return 'Another picture of this account is hidden and nobody has looked at it yet, so its further ones wait.';
    case 'account-level':
      return 'Something of this account was confirmed lately, or stopped several times, so its pictures wait.';
    case 'cluster-level':
      return 'A picture that looks like it was confirmed lately. Likeness can be accidental or forged.';
    case 'forum-level':
      return 'Pictures of several accounts were confirmed lately: those of accounts with little history waited.';
    case 'like-rejected':
      return 'It looks like a picture that a person rejected. Likeness can be accidental or forged.';
    case 'like-reported':
      return 'It looks like a picture that members reported. Likeness can be accidental or forged.';
    case 'put-on-hold':
      return 'Somebody on duty wants it to wait until a person has looked.';
    case 'unfinished':
      if (reason.finished === true) return 'It could not be screened when it came; that was done since.';
      return reason.failure === 'queue-full'
        ? 'It could not be screened: too many pictures came at once.'
        : 'It could not be screened to the end. Nothing is known of what it shows.';
  }
}

function riskSentence({ models = '', titles = [], part = false }: ServerReason): string {
  const named = titles.map((title) => `“${title}”`).join(', ');
  const othersToo = models.split(',').length > titles.length;
  const several = titles.length !== 1 || othersToo;
  const who = titles.length === 0 ? '' : othersToo ? `, ${named} among them,` : ` ${named}`;
  const what = `${several ? 'were' : 'was'} uneasy about ${part ? 'a part of it' : 'it'}`;
  return `The classifier${several ? 's' : ''}${who} ${what}. ${several ? 'They are' : 'It is'} often wrong: beaches, babies and art look alike to ${several ? 'them' : 'it'}.`;
}
