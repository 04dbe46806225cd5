import type { ItemError } from '@safeupload/sdk';
import { type ComposerWords, englishComposerWords, type GoneWhy } from '@safeupload/sdk/textarea';
import type { Messages } from '../messages/messages.js';

/** The words of a composer in the language of a catalogue; what the catalogue lacks is said in English. */
export function composerWordsOf(messages: Partial<Messages> = {}, words: Partial<ComposerWords> = {}): ComposerWords {
  const { screening, uploading, choosing, changed, fixFirst, pending, chooseSend, postWithout, askPerson, retry } =
    messages;
  const english = englishComposerWords;
  const said: Partial<Record<GoneWhy, string | undefined>> = {
    stopped: messages.blocked,
    refused: messages.refused,
    failed: messages.failed?.(undefined satisfies ItemError | undefined),
    cancelled: messages.cancelled,
  };
  return {
    ...english,
    looking: screening ?? english.looking,
    sending: uploading ?? english.sending,
    choosing: fixFirst ?? english.choosing,
    gone: (name, why) => {
      const sentence = said[why];
      return changed === undefined || sentence === undefined ? english.gone(name, why) : changed(name, sentence);
    },
    choice: (name) =>
      changed === undefined || choosing === undefined ? english.choice(name) : changed(name, choosing),
    send: chooseSend ?? english.send,
    leaveOut: postWithout ?? english.leaveOut,
    askPerson: askPerson ?? english.askPerson,
    retry: retry ?? english.retry,
    needsChoice: fixFirst ?? english.needsChoice,
    leftOut: messages.leftOut ?? english.leftOut,
    waiting: pending ?? english.waiting,
    ...words,
  };
}
