/** Why a placeholder was taken out of a text. */
export type GoneWhy =
  /** The device's verdict; the bytes were not sent. */
  | 'stopped'
  /** The server's word. */
  | 'refused'
  | 'failed'
  /** The member stopped it in the list. */
  | 'cancelled'
  /** Its row was taken away. */
  | 'removed';

/** What a bound composer says. Neutral on purpose, as everything members read. */
export interface ComposerWords {
  // inside the text
  readonly looking: string;
  /** `percent` in tens. */
  readonly sending: (percent: number) => string;
  readonly choosing: string;
  // beside the composer
  readonly gone: (name: string, why: GoneWhy) => string;
  readonly choice: (name: string) => string;
  readonly send: string;
  readonly leaveOut: string;
  readonly askPerson: string;
  readonly retry: string;
  readonly dismiss: string;
  // what a guard says
  readonly needsChoice: string;
  readonly leftOut: (count: number) => string;
  readonly waiting: string;
}

const why: Readonly<Record<GoneWhy, string>> = {
  stopped: 'can’t be posted. It was not sent. If that seems wrong, a person can look at it.',
  refused: 'can’t be posted here.',
  failed: 'could not be sent.',
  cancelled: 'was stopped. It will not be part of your post.',
  removed: 'was taken out.',
};

/** English, complete. */
export const englishComposerWords: ComposerWords = {
  looking: 'Looking at your picture on your device…',
  sending: (percent) => `Sending your picture, ${percent} %`,
  choosing: 'Your picture waits for your choice',
  gone: (name, reason) => `${name} ${why[reason]}`,
  choice: (name) => `${name} has not been sent. If you send it, a person may look at it before others can see it.`,
  send: 'Send it for a person to look',
  leaveOut: 'Post without it',
  askPerson: 'Ask a person to look',
  retry: 'Try again',
  dismiss: 'Close',
  needsChoice: 'One of your pictures waits for your choice.',
  leftOut: (count) =>
    count === 1
      ? 'One picture will not be part of your post. Press again to post without it.'
      : `${count} pictures will not be part of your post. Press again to post without them.`,
  waiting: 'Posts by itself as soon as your pictures are ready.',
};
