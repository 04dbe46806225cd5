import type { Preparation } from '@safeupload/sdk/core';

/** A picture that an engine cannot screen as the server does, and why. */
export interface KnownDifference {
  readonly engine: string;
  readonly picture: string;
  readonly preparations: readonly Preparation[];
  readonly why: string;
}

const always: readonly Preparation[] = ['plain', 'as-is'];
const firstFrame =
  'only the first frame is looked at (no `ImageDecoder`); the claim says so and the server looks at all';

/** All of them: the tests fail where there are more, and where there are fewer. Columns of a table in docs/browsers.md. */
export const knownDifferences: readonly KnownDifference[] = [
  { engine: 'WebKitGTK', picture: 'animated-10.gif', preparations: always, why: firstFrame },
  { engine: 'WebKitGTK', picture: 'animated-small-first.gif', preparations: always, why: firstFrame },
  { engine: 'WebKitGTK', picture: 'animated-150.gif', preparations: always, why: firstFrame },
  {
    engine: 'WebKitGTK',
    picture: 'gamma.png',
    preparations: ['as-is'],
    why: 'a PNG’s gAMA is applied although nothing shall be converted: 16 bits of the fingerprint, which the server counts as a disagreement',
  },
  {
    engine: 'WebKitGTK',
    picture: 'oriented.png',
    preparations: always,
    why: 'a PNG’s orientation (eXIf) is not applied: `decode-failed`, the file goes as it is and the server looks',
  },
];

/** Names of the pictures that this engine is known to measure otherwise. */
export function knownOf(engine: string, preparation: Preparation): readonly string[] {
  return knownDifferences
    .filter((known) => known.engine === engine && known.preparations.includes(preparation))
    .map(({ picture }) => picture)
    .sort();
}
