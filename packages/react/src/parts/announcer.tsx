'use client';

import { type ReactNode, useEffect } from 'react';
import { useAnnouncer } from '../use-announcer.js';
import { useRoot } from './root-context.js';

/**
 * The two live regions, polite and assertive: out of sight, always in the page, because one that is put in together with
 * its first words is often not spoken. Without this part nothing is announced.
 */
export function Announcer(): ReactNode {
  const { uploader, messages, mostBytes, say: speaker } = useRoot();
  const { lines, say } = useAnnouncer(uploader.store, messages, mostBytes);
  useEffect(() => {
    speaker.current = say;
    return () => {
      speaker.current = null;
    };
  }, [speaker, say]);
  const spoken = (urgent: boolean) =>
    lines.filter((line) => line.urgent === urgent).map((line) => <p key={line.number}>{line.text}</p>);
  return (
    <>
      <div className="su-spoken" role="status" aria-live="polite" aria-atomic="false">
        {spoken(false)}
      </div>
      <div className="su-spoken" role="alert" aria-live="assertive" aria-atomic="false">
        {spoken(true)}
      </div>
    </>
  );
}
