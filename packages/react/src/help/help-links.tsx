'use client';

import type { ReactNode } from 'react';
import { useRoot } from '../parts/root-context.js';
import { type Help, helpFor } from './help.js';
import { englishHelpMessages } from './help-messages.js';

/** What {@link HelpLinks} needs. */
export type HelpLinksProps = Help;

/**
 * The same quiet links under every picture that cannot be posted: folded away, in a new tab so that the post is not left,
 * and without telling the other side where the member came from. For the `help` prop of `SafeUpload` and
 * `SafeUpload.Root`. Nothing where no link is configured.
 */
export function HelpLinks(help: HelpLinksProps): ReactNode {
  const { messages } = useRoot();
  const words = messages.help ?? englishHelpMessages;
  const links = helpFor(help, typeof navigator === 'undefined' ? '' : navigator.language);
  if (links.length === 0) return null;
  return (
    <details>
      <summary>{words.intro}</summary>
      <ul>
        {links.map(({ kind, href, text }) => (
          <li key={kind}>
            <a href={href} target="_blank" rel="noopener noreferrer" referrerPolicy="no-referrer">
              {text === undefined ? words.link[kind] : <bdi>{text}</bdi>}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
