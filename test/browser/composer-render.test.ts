/**
 * The rule for pictures in posts, in Chromium: what it leaves is put into the page, and the browser's own list of requests
 * tells whether anything was fetched. Each spelling is shown to be fetched without the rule, where a browser fetches it.
 */
import {
  definitionsIn,
  keepOwnPictures,
  linkableAddress,
  type PublishedUpload,
  pictureRule,
  picturesInText,
  shownPicture,
} from '@safeupload/sdk/render';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';

const host = 'https://pictures.invalid';
const upload = 'A'.repeat(22);
const unknown = 'B'.repeat(22);
const published: PublishedUpload = {
  receipt: 'header.payload.signature',
  pictures: [
    { address: '/p/large.webp', width: 1200, height: 900 },
    { address: '/p/small.webp', width: 400, height: 300 },
  ],
};
const uploadOf = (id: string) => (id === upload ? published : null);

afterEach(() => document.body.replaceChildren());

/** Remote pictures in plain text: how they are spelt, and the address that has to become a link. */
const textSpellings: readonly (readonly [name: string, text: string, address: string | null])[] = [
  ['Markdown', `![a cat](${host}/1.png)`, `${host}/1.png`],
  ['Markdown with a title', `![a cat](<${host}/2.png> "title")`, `${host}/2.png`],
  ['Markdown by reference', `![a cat][one]\n\n[one]: ${host}/3.png "title"`, `${host}/3.png`],
  ['Markdown by its own name', `![One][]\n\n[one]: <${host}/4.png>`, `${host}/4.png`],
  ['Markdown by a short name', `![one]\n\n[ONE]: ${host}/5.png`, `${host}/5.png`],
  ['Markdown without a scheme', '![a cat](//pictures.invalid/6.png)', `${host}/6.png`],
  ['Markdown with a data address', '![a cat](data:image/png;base64,AAAA)', null],
  ['BBCode', `[img]${host}/7.png[/img]`, `${host}/7.png`],
  ['BBCode with a size', `[IMG=10x10] ${host}/8.png [/IMG]`, `${host}/8.png`],
  ['img', `<img src="${host}/9.png" onerror="x()">`, `${host}/9.png`],
  ['img without quotes', `<IMG/src=${host}/10.png>`, `${host}/10.png`],
  ['srcset', `<img srcset="${host}/11.png 1x, ${host}/11b.png 2x">`, `${host}/11.png`],
  ['picture and source', `<picture><source srcset="${host}/12.webp"></picture>`, `${host}/12.webp`],
  ['svg image', `<svg><image xlink:href='${host}/13.png' /></svg>`, `${host}/13.png`],
  ['CSS url()', `<div style="background:url(${host}/14.png)">x</div>`, `${host}/14.png`],
  ['CSS with escapes', `<div style="background:u\\72l('${host}/15.png')">x</div>`, `${host}/15.png`],
  ['background attribute', `<td background="//pictures.invalid/16.png">`, `${host}/16.png`],
  ['poster', `<video poster=${host}/17.png>`, `${host}/17.png`],
  ['input', `<input type=image src="${host}/18.png">`, `${host}/18.png`],
  ['a bare data address', 'data:image/png;base64,AAAA', null],
  ['words with brackets', `![a [big] cat](${host}/20.png)`, `${host}/20.png`],
  ['words with an escaped bracket', `![a \\] cat](${host}/21.png)`, `${host}/21.png`],
  ['words over two lines', `![a\ncat](${host}/22.png)`, `${host}/22.png`],
  ['words of 400 letters', `![${'x'.repeat(400)}](${host}/22b.png)`, `${host}/22b.png`],
  ['words with brackets, by reference', `![a [big] cat][one]\n\n[one]: ${host}/23.png`, `${host}/23.png`],
  ['an address with parentheses', `![a cat](${host}/24_(1).png)`, `${host}/24_(1).png`],
  ['an address with escaped ones', `![a cat](${host}/25_\\(1.png)`, `${host}/25_(1.png`],
  ['an address in angle brackets', `![a cat](<${host}/26)b 1.png>)`, `${host}/26)b%201.png`],
  ['an address on its own line', `![a cat](\n${host}/27.png\n"title")`, `${host}/27.png`],
  ['a title with a parenthesis', `![a cat](${host}/28.png "a (b) c")`, `${host}/28.png`],
  ['an address with an entity', '![a cat](https&#58;//pictures.invalid/29.png)', `${host}/29.png`],
  ['an escaped address', '![a cat](https\\://pictures.invalid/30.png)', `${host}/30.png`],
  ['a definition on two lines', `![a cat][one]\n\n[one]:\n  ${host}/31.png`, `${host}/31.png`],
  ['a definition in a quote', `![a cat][one]\n\n> [one]: ${host}/32.png`, `${host}/32.png`],
  ['a definition in another case', `![a cat][ẞ]\n\n[ss]: ${host}/33.png`, `${host}/33.png`],
  ['BBCode with the address in the tag', `[img=${host}/34.png]`, `${host}/34.png`],
  ['BBCode with it quoted, and words', `[img="${host}/35.png"]a cat[/img]`, `${host}/35.png`],
  ['BBCode with it and one word', `[img=${host}/36.png]cat[/img]`, `${host}/36.png`],
  ['BBCode with `src`', `[IMG width=9 src="${host}/37.png"]`, `${host}/37.png`],
  ['BBCode with brackets in the address', `[img]${host}/38.png?a[]=1[/img]`, `${host}/38.png?a[]=1`],
  ['BBCode with brackets in the words', `[img alt="a [b]"]${host}/39.png[/img]`, `${host}/39.png`],
  ['a tag with < and > in its words', `<img alt="a>b<c" src="${host}/40.png">`, `${host}/40.png`],
  ['a tag with an entity', '<img src="https&colon;//pictures.invalid/41.png">', `${host}/41.png`],
  ['a style sheet', `<style>body { background: url(${host}/42.png) }</style>`, `${host}/42.png`],
];

describe('in plain text', () => {
  it.each(textSpellings)('%s becomes a plain link', (_name, text, address) => {
    const pictures = picturesInText(text).filter((piece) => piece.kind !== 'text');
    expect(pictures[0]).toMatchObject({ kind: 'foreign', address });
    expect(pictures.every((piece) => piece.kind === 'foreign')).toBe(true);
  });

  it.each([
    `![A kite](upload:${upload})`,
    `[img alt="A kite"]upload:${upload}[/img]`,
    `<img alt="A kite" src="upload:${upload}">`,
    `<figure data-upload="${upload}" data-alt="A kite">`,
    `![A kite][k]\n[k]: upload:${upload}`,
    `![A\nkite](upload:${upload} "title (1)")`,
    `[img=upload:${upload}]A kite[/img]`,
    `[img alt="A kite" src="upload:${upload}"]`,
  ])('%s is one of the site’s own', (text) => {
    expect(picturesInText(`before ${text}`).find(({ kind }) => kind === 'upload')).toEqual({
      kind: 'upload',
      uploadId: upload,
      alt: 'A kite',
    });
  });

  it('what is no picture stays text, letter for letter', () => {
    for (const text of [
      '![not defined]',
      'a <b>bold</b> word',
      `<a href="${host}/page">x</a>`,
      '5 < 6 > 4',
      '[img]',
      '[img=10x10]',
      '![](',
      `![not closed [a](${host}/page)`,
      `![a paragraph\n\nof another](${host}/page)`,
      '![a cat] (1 < 2)',
      '<i it’s a=b',
    ]) {
      expect(picturesInText(text)).toEqual([{ kind: 'text', text }]);
    }
  });

  it('nothing is lost between the pictures, and no address is one that a link may not have', () => {
    const parts = [
      '![',
      '](',
      ')',
      '[img]',
      '[/img]',
      '<img src="',
      '">',
      `${host}/x.png`,
      'data:image/png,x',
      '[x]: ',
      '\n',
      'javascript:y',
      ' z',
    ];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...parts), fc.string()), { maxLength: 40 }), (chosen) => {
        const text = chosen.join('');
        const pieces = picturesInText(text);
        let from = 0;
        for (const piece of pieces) {
          if (piece.kind === 'text') {
            const at = text.indexOf(piece.text, from);
            expect(at).toBeGreaterThanOrEqual(from);
            from = at + piece.text.length;
          } else if (piece.kind === 'foreign' && piece.address !== null) expect(piece.address).toMatch(/^https?:\/\//i);
        }
        expect([...definitionsIn(text).keys()].length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** The same and more as elements; `fetched` where a browser of today asks for it when it stands in a page. */
const elementSpellings: readonly { readonly name: string; readonly html: string; readonly fetched: boolean }[] = [
  { name: 'img', html: '<img src="$1" alt="a cat">', fetched: true },
  { name: 'img srcset', html: '<img srcset="$1 1x, $2 2x">', fetched: true },
  { name: 'lazy script’s img', html: '<img data-src="$1">', fetched: false },
  { name: 'picture and source', html: '<picture><source srcset="$1"><img alt="a cat"></picture>', fetched: true },
  { name: 'svg image', html: '<svg width="9" height="9"><image href="$1" width="9" height="9"/></svg>', fetched: true },
  {
    name: 'svg image, old spelling',
    html: '<svg width="9" height="9"><image xlink:href="$1" width="9" height="9"/></svg>',
    fetched: true,
  },
  {
    name: 'svg filter',
    html: '<svg width="9" height="9"><filter id="f"><feImage href="$1"/></filter><rect width="9" height="9" filter="url(#f)"/></svg>',
    fetched: true,
  },
  { name: 'style attribute', html: '<p style="background: url($1)">x</p>', fetched: true },
  { name: 'style with an escape', html: '<p style="background: u\\72l($1)">x</p>', fetched: true },
  { name: 'style with image-set', html: '<p style="background: image-set(\'$1\' 1x)">x</p>', fetched: true },
  { name: 'list style', html: '<ul><li style="list-style-image: url($1)">x</li></ul>', fetched: true },
  { name: 'cursor', html: '<p style="cursor: url($1), auto">x</p>', fetched: true },
  { name: 'custom property', html: '<p style="--x: url($1); background: var(--x)">x</p>', fetched: true },
  { name: 'style element', html: '<style>p { background: url($1) }</style><p>x</p>', fetched: true },
  { name: 'background attribute', html: '<table background="$1"><tr><td>x</td></tr></table>', fetched: true },
  { name: 'input', html: '<input type="image" src="$1">', fetched: true },
  { name: 'video poster', html: '<video poster="$1"></video>', fetched: true },
  { name: 'video', html: '<video src="$1" preload="auto"></video>', fetched: true },
  { name: 'object', html: '<object data="$1"></object>', fetched: true },
  { name: 'embed', html: '<embed src="$1">', fetched: true },
  { name: 'iframe', html: '<iframe src="$1"></iframe>', fetched: true },
  { name: 'preload', html: '<link rel="preload" as="image" href="$1">', fetched: true },
];

/** Fills in addresses of this run, so that no cache answers. `without` leaves the scheme away. */
function filled(html: string, name: string): string {
  const address = `${location.origin}/not-there/${name}`;
  return html.replaceAll('$1', `${address}-1.png`).replaceAll('$2', `${address}-2.png`);
}

/** Puts markup into the page and waits until the browser has asked for what it wants. */
async function fetchedBy(fill: (into: HTMLElement) => void): Promise<string[]> {
  const mark = performance.getEntriesByType('resource').length;
  const place = document.createElement('div');
  document.body.append(place);
  fill(place);
  place.getBoundingClientRect();
  const control = new Image();
  const name = `control-${crypto.randomUUID()}`;
  control.src = `/not-there/${name}.png`;
  document.body.append(control);
  // The control was asked for last: when it is in the list, so is everything before it.
  await expect
    .poll(() => performance.getEntriesByType('resource').some((entry) => entry.name.includes(name)), {
      timeout: 20_000,
    })
    .toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 250));
  return performance
    .getEntriesByType('resource')
    .slice(mark)
    .map((entry) => entry.name)
    .filter((address) => address.includes('/not-there/') && !address.includes('control-'));
}

function ruled(html: string): DocumentFragment {
  const inert = new DOMParser().parseFromString(html, 'text/html');
  const fragment = inert.createDocumentFragment();
  fragment.append(...inert.head.childNodes, ...inert.body.childNodes);
  keepOwnPictures(fragment, { uploadOf });
  return fragment;
}

describe('in a document', () => {
  it.each(elementSpellings)('$name is not fetched, and becomes a plain link', async ({ html, fetched }) => {
    performance.clearResourceTimings();
    const run = crypto.randomUUID();
    const without = await fetchedBy((into) => {
      into.innerHTML = filled(html, run);
    });
    expect(without.length > 0).toBe(fetched);
    document.body.replaceChildren();

    const again = crypto.randomUUID();
    const fragment = ruled(filled(html, again));
    const links = [...fragment.querySelectorAll('a')];
    expect(links.some(({ href }) => href.includes(`${again}-1.png`))).toBe(true);
    expect(links.every(({ rel }) => rel.includes('nofollow') && rel.includes('noopener'))).toBe(true);
    expect(await fetchedBy((into) => into.append(document.importNode(fragment, true)))).toEqual([]);
  });

  it.each([
    '<noscript><p title="</noscript><img src=$1>">x</p></noscript>',
    '<svg><title><a title="</title><img src=$1>">x</a></title></svg>',
    '<svg><xmp><a title="</xmp><img src=$1>">x</a></xmp></svg>',
    '<svg><textarea><a title="</textarea><img src=$1>">x</a></textarea></svg>',
    '<math><mi><noscript><a title="</noscript><img src=$1>">x</a></noscript></mi></math>',
    '<svg><noframes><a title="</noframes><img src=$1>">x</a></noframes></svg>',
    '<svg><script><a title="</script><img src=$1>">x</a></script></svg>',
    '<svg><plaintext><img src=$1></plaintext></svg>',
    '<xmp><img src=$1></xmp>',
    '<noscript><img src=$1></noscript>',
    '<textarea src="https://a.invalid/</textarea><img/src=$1>">x</textarea>',
    '<title src="https://a.invalid/</title><img/src=$1>">x</title>',
  ])('%s shows nothing either after it was written out and read again', async (html) => {
    const run = crypto.randomUUID();
    const place = document.createElement('div');
    // Text first, so that the parser is in the body already.
    place.append(ruled(`x ${filled(html, run)}`));
    // Chromium 138 and Firefox 140 escape these in attributes; browsers before them, Safari before 26 and jsdom do not.
    const written = place.innerHTML.replace(/="[^"]*"/g, (value) =>
      value.replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
    );
    expect(new DOMParser().parseFromString(written, 'text/html').querySelectorAll('img')).toHaveLength(0);
    expect(
      await fetchedBy((into) => {
        into.innerHTML = written;
      }),
    ).toEqual([]);
  });

  it('nothing leads to a picture by itself, and links do not end the markup they stand in', () => {
    const fragment = ruled(`<p>x</p><meta http-equiv="refresh" content="0;url=${host}/x.png">`);
    expect(fragment.querySelector('meta')).toBe(null);
    expect(linkableAddress(`${host}/a"b<c>?d<e#f>`)).toBe(`${host}/a%22b%3Cc%3E?d%3Ce#f%3E`);
  });

  it('a data address leaves words and no link', () => {
    const fragment = ruled(
      '<img src="data:image/png;base64,AAAA"><img src="java\nscript:x()" alt="a cat"><img src="">',
    );
    expect(fragment.querySelectorAll('img, a')).toHaveLength(0);
    expect(fragment.textContent).toBe('data:image/png;base64,AAAAa catpicture');
  });

  it('shows a picture of the site with its receipt, and words for one without', () => {
    const html = `<p><img src="upload:${upload}" alt="A kite"> <img src="upload:${unknown}" alt="x"></p><figure data-upload="${upload}" data-alt="Again"><img src="${host}/x.png"></figure>`;
    const fragment = ruled(html);
    const images = [...fragment.querySelectorAll('img')];
    expect(images.map((image) => [image.getAttribute('src'), image.alt])).toEqual([
      ['/p/small.webp', 'A kite'],
      ['/p/small.webp', 'Again'],
    ]);
    expect(images[0]?.getAttribute('srcset')).toBe('/p/small.webp 400w, /p/large.webp 1200w');
    expect(fragment.textContent).toContain('This picture is not shown.');
    // Asked again, it gives the same: what it wrote is what it keeps.
    const before = [...fragment.children].map(({ outerHTML }) => outerHTML);
    keepOwnPictures(fragment, { uploadOf });
    expect([...fragment.children].map(({ outerHTML }) => outerHTML)).toEqual(before);
  });

  it('leaves everything else as it was', () => {
    const html = `<p style="color: rgb(1 2 3)">a <a href="${host}/page" title="t">link</a> and <b>bold</b></p><blockquote cite="x">q</blockquote>`;
    const fragment = ruled(html);
    expect([...fragment.children].map(({ outerHTML }) => outerHTML).join('')).toBe(html);
  });
});

describe('the rule itself', () => {
  it('takes names in any case and keeps what cannot show a picture', () => {
    expect(pictureRule('P', { CLASS: 'x', STYLE: 'color: red', onclick: 'y' })).toEqual({
      kind: 'keep',
      attributes: { class: 'x', style: 'color: red', onclick: 'y' },
      links: [],
    });
    expect(pictureRule('IMG', { SRC: `${host}/x.png` })).toMatchObject({ kind: 'links' });
  });

  it('shows nothing without a receipt, without a size, or at an address of another kind', () => {
    expect(shownPicture(null)).toBe(null);
    expect(shownPicture({ ...published, receipt: null })).toBe(null);
    expect(shownPicture({ ...published, pictures: [] })).toBe(null);
    for (const address of [
      'data:image/png,x',
      'javascript:x',
      '//other.invalid/x.png',
      '/\\other.invalid/x',
      'p/x.png',
      '/a, /b 2w',
    ]) {
      expect(shownPicture({ ...published, pictures: [{ address, width: 1, height: 1 }] })).toBe(null);
    }
    expect(shownPicture(published)).toMatchObject({ src: '/p/small.webp', width: 1200, height: 900 });
  });

  it('links lead to http and https alone', () => {
    expect(linkableAddress('//pictures.invalid/x')).toBe(`${host}/x`);
    expect(linkableAddress('\\\\pictures.invalid/x')).toBe(`${host}/x`);
    for (const address of [
      'javascript:x',
      'java\tscript:x',
      'data:image/png,x',
      'blob:x',
      'x.png',
      '/x',
      'ftp://x/y',
      '',
      'https://',
    ]) {
      expect(linkableAddress(address)).toBe(null);
    }
  });
});
