import { type PublishedUpload, shownPicture } from './published.js';
import { type ForeignPicture, linksInStyle, pictureRule } from './rule.js';

/** How {@link keepOwnPictures} shows what it keeps. */
export interface OwnPicturesOptions {
  /** What the server says of an upload; null for one it does not know or that is not of this post. */
  readonly uploadOf: (uploadId: string) => PublishedUpload | null;
  /** What stands where a picture of this site may not be shown; default “This picture is not shown.” */
  readonly notShown?: string;
}

/** Links people type: no trust is passed on, and the page they lead to learns nothing. */
const linkRel = 'nofollow ugc noopener noreferrer';

/** Elements without content, and those whose content is letters: a link in them would be none. */
const withoutElements = new Set('area base br col hr input param wbr textarea title option script'.split(' '));

/** Most elements looked at; what is beyond them is taken out. A post has dozens. */
const mostElements = 20_000;

/**
 * Applies {@link pictureRule} to everything under `root`, in place: for a fragment or an inert document (`DOMParser`,
 * `template.content`), *before* it is part of a page, because a browser fetches what it is shown.
 */
export function keepOwnPictures(root: ParentNode, options: OwnPicturesOptions): void {
  const page = root instanceof Document ? root : root.ownerDocument;
  if (page === null) return;
  const elements = [...root.querySelectorAll('*')];
  for (const [index, element] of elements.entries()) {
    if (!root.contains(element)) continue;
    if (index >= mostElements) {
      element.remove();
      continue;
    }
    const attributes = Object.fromEntries(Array.from(element.attributes, ({ name, value }) => [name, value]));
    const ruling = pictureRule(element.localName, attributes);
    if (ruling.kind === 'upload') {
      element.replaceWith(ownPicture(page, ruling.uploadId, ruling.alt, options));
    } else if (ruling.kind === 'links' || isForeign(element)) {
      const children = ruling.kind === 'keep' || ruling.children ? [...element.childNodes] : [];
      const styled = element.localName === 'style' ? linksInStyle(element.textContent ?? '') : [];
      element.replaceWith(...links(page, [...ruling.links, ...styled]), ...children);
    } else {
      for (const name of element.getAttributeNames()) {
        if (!Object.hasOwn(ruling.attributes, name.toLowerCase())) element.removeAttribute(name);
      }
      // Inside, where it may be: a link beside a table's cell would wander out of the table when it is read again.
      if (withoutElements.has(element.localName)) element.after(...links(page, ruling.links));
      else element.prepend(...links(page, ruling.links));
    }
  }
}

/**
 * True for elements of SVG and MathML. Outside their drawing they are read as HTML the next time, where some of them hold
 * letters instead of elements: `<title><a title="</title><img src=…>">` is one link before and a picture after.
 */
function isForeign(element: Element): boolean {
  return element.namespaceURI !== 'http://www.w3.org/1999/xhtml';
}

function links(page: Document, foreign: readonly ForeignPicture[]): Node[] {
  return foreign.map(({ address, text }) => {
    const made = page.createElement(address === null ? 'span' : 'a');
    made.textContent = text;
    if (address !== null) {
      made.setAttribute('href', address);
      made.setAttribute('rel', linkRel);
    }
    return made;
  });
}

function ownPicture(page: Document, uploadId: string, alt: string, options: OwnPicturesOptions): Element {
  const shown = shownPicture(options.uploadOf(uploadId));
  const made = page.createElement(shown === null ? 'span' : 'img');
  made.setAttribute('data-upload', uploadId);
  if (shown === null) {
    made.textContent = options.notShown ?? 'This picture is not shown.';
    return made;
  }
  made.setAttribute('alt', alt);
  made.setAttribute('width', String(shown.width));
  made.setAttribute('height', String(shown.height));
  made.setAttribute('loading', 'lazy');
  made.setAttribute('srcset', shown.srcset);
  made.setAttribute('sizes', `min(${shown.width}px, 100vw)`);
  made.setAttribute('src', shown.src);
  return made;
}
