/** What the forum answered: where to go, or one sentence on what stood in the way. */
export type Answer = { readonly address: string } | { readonly problem: string };

/** How long the forum may take before the author is told; a post is small. */
const timeLimitMs = 30_000;

/** Sends JSON to the forum. Never throws: whatever goes wrong comes back as a sentence and nothing is lost. */
export async function send(address: string, body: unknown): Promise<Answer> {
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeLimitMs),
    });
    const said: unknown = await answer.json();
    const word = (name: string): string | null => {
      const found: unknown = typeof said === 'object' && said !== null ? Reflect.get(said, name) : null;
      return typeof found === 'string' ? found : null;
    };
    const to = word('address');
    if (answer.ok && to !== null) return { address: to };
    return {
      problem: word('message') ?? 'The forum did not take it. Your text and pictures are still here; try again.',
    };
  } catch {
    return { problem: 'The forum cannot be reached just now. Your text and pictures are still here; try again.' };
  }
}

/** Goes to an address of the forum, also where only the part after `#` differs from the page shown. */
export function goTo(address: string): void {
  const target = new URL(address, location.href);
  const samePage = target.pathname === location.pathname && target.search === location.search;
  if (samePage) {
    history.replaceState(null, '', target);
    location.reload();
  } else {
    location.assign(target);
  }
}
