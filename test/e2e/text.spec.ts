import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { longestPost, parseText } from '../../examples/forum/text/parse-text.js';

/** Pieces that mean something to the renderer, in all wrong orders. */
const pieces = [
  '![',
  '](',
  ')',
  '[img]',
  '[/img]',
  '<img src="',
  '">',
  'https://a.b/c.png',
  'data:image/png,x',
  'upload:',
  '**',
  '*',
  '`',
  '\n',
  '> ',
  '- ',
  'word ',
  'javascript:x',
];

test('no text makes the renderer throw, or name an address that is not http', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 60 }), (parts) => {
      for (const block of parseText(parts.join(''))) {
        for (const inline of block.kind === 'list' ? block.items.flat() : block.inlines) {
          if ('address' in inline && inline.address !== null) expect(inline.address).toMatch(/^https?:\/\//i);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});

test('no text makes the renderer slow', () => {
  for (const piece of [
    ...pieces,
    '![](',
    '![x](https://',
    '[a](https://',
    '<img ',
    '<img src=',
    '[img]x',
    '**a',
    '*a',
  ]) {
    const startedAt = performance.now();
    parseText(piece.repeat(longestPost));
    expect(performance.now() - startedAt, piece).toBeLessThan(1_000);
  }
});
