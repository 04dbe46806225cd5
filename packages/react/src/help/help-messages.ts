import type { HelpKind } from './help.js';

/** The words around the links to help. None of them says or supposes that somebody did something. */
export interface HelpMessages {
  /** What opens the links. */
  readonly intro: string;
  /** A link's words, where the site gave none of its own. */
  readonly link: Readonly<Record<HelpKind, string>>;
}

/** The English of {@link HelpMessages}, loaded with the links. */
export const englishHelpMessages: HelpMessages = {
  intro: 'Help and advice',
  link: {
    under18: 'Under 18? Talk to somebody',
    victims: 'If a picture of you is being passed around',
    hotline: 'Report something you saw online',
  },
};
