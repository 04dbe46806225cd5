'use client';

import type { ReactNode } from 'react';
import type { SpokenLine } from './use-announcer.js';

/** The two live regions, always in the page: one that is put in together with its first words is often not spoken. */
export function Announcer({ lines }: { readonly lines: readonly SpokenLine[] }): ReactNode {
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
