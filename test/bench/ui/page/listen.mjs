// @ts-check

const liveRegion = '[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log], output';

/** After a text came into a region, this long until it is asked whether the region is shown at all: ms. */
const settleMs = 50;

/**
 * Every text that came into a live region, oldest first. A region that is put into the page together with its words counts
 * too, although not every screen reader speaks those; one that is hidden from assistive technology does not.
 * @returns {{ at: number, text: string }[]} `at` in ms since the page began
 */
export function listen() {
  /** @type {{ at: number, text: string }[]} */
  const heard = [];
  /** @type {WeakMap<Element, string>} */
  const lastOf = new WeakMap();

  /** @param {Element} region @param {string} said what came in: the changed part, or the whole region where that is asked for */
  const note = (region, said) => {
    const at = performance.now();
    const text = said.replace(/\s+/g, ' ').trim();
    if (text === '') return;
    setTimeout(() => {
      if (region.closest('[aria-hidden=true]') !== null || !region.checkVisibility()) return;
      heard.push({ at, text });
    }, settleMs);
  };

  const observer = new MutationObserver((records) => {
    /** @type {Map<Element, string[]>} */
    const changed = new Map();
    const add = (/** @type {Element} */ region, /** @type {string} */ text) =>
      changed.set(region, [...(changed.get(region) ?? []), text]);
    for (const { type, target, addedNodes } of records) {
      const element = target instanceof Element ? target : target.parentElement;
      const region = element?.closest(liveRegion) ?? null;
      if (region !== null) {
        const parts = type === 'characterData' ? [target] : [...addedNodes];
        for (const part of parts) add(region, part.textContent ?? '');
        continue;
      }
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        const inside = [...(node.matches(liveRegion) ? [node] : []), ...node.querySelectorAll(liveRegion)];
        for (const each of inside) add(each, each.textContent ?? '');
      }
    }
    for (const [region, parts] of changed) {
      const whole = region.textContent ?? '';
      // A library that draws its region anew with the same words has said nothing new.
      if (lastOf.get(region) === whole && whole !== '') continue;
      lastOf.set(region, whole);
      // A region within a region is one sentence, not two.
      note(region, [...new Set(parts)].join(' '));
    }
  });
  observer.observe(document.documentElement, { childList: true, characterData: true, subtree: true });
  return heard;
}
