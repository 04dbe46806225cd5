import type { NightMessage } from './messages.js';

/** Which night to play. */
export interface NightOrder {
  readonly variant: 'fresh' | 'sleepers';
  readonly recall: number;
  readonly seed: number;
}

/** Longest line that is taken, in characters: the first has twenty little pictures in it. */
const longestLine = 1_000_000;

/**
 * Has the server play a night and hands over each line as it comes. Rejects with an error whose message is for people, or
 * with an `AbortError`; leaving early ends the server's run.
 */
export async function playOnServer(
  order: NightOrder,
  onMessage: (message: NightMessage) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch('/night/play', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
    signal,
  });
  if (!response.ok || response.body === null) {
    const said: unknown = await response.json().catch(() => null);
    const message: unknown = typeof said === 'object' && said !== null ? Reflect.get(said, 'message') : null;
    throw new Error(typeof message === 'string' ? message : 'The forum could not play the night just now.');
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw new Error('The forum said something that this page does not understand.');
    // Provable: it is the forum's own route of the same build that writes these lines.
    for (const line of lines) onMessage(JSON.parse(line) as NightMessage);
  }
}
