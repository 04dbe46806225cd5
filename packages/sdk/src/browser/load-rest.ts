/** What is not needed before somebody touches the picker. */
export type Rest = typeof import('./rest.js');

/** Longest wait for it, in ms: a line that hangs must not keep a picked file for ever. */
const mostMs = 30_000;

/**
 * Loads the {@link Rest}: screening, signing, sending and the connection to the worker, in one chunk, because five small
 * ones are five answers to wait for. Rejects where it cannot be had: no connection, none in time, or a new version of the
 * site took the old one's files away. Another call tries again (Chromium keeps no failed import; tried in 156).
 */
export const loadRest = (): Promise<Rest> => inTime(import('./rest.js'));

/** The promise's value; rejects where it has none within 30 s. */
export function inTime<T>(coming: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No code came within ${mostMs} ms.`)), mostMs);
  });
  return Promise.race([coming, late]).finally(() => clearTimeout(timer));
}
