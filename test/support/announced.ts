/** All that the page's live regions say from now on, in order, by how urgent it is. */
export function listening(): Readonly<Record<'polite' | 'assertive', string[]>> {
  const heard = { polite: [] as string[], assertive: [] as string[] };
  for (const urgency of ['polite', 'assertive'] as const) {
    const region = document.querySelector(`[aria-live=${urgency}]`);
    if (region === null) throw new Error(`no ${urgency} region`);
    new MutationObserver((records) => {
      for (const { addedNodes } of records) for (const node of addedNodes) heard[urgency].push(node.textContent ?? '');
    }).observe(region, { childList: true });
  }
  return heard;
}
