/** What is not needed before somebody touches the picker. */
export type Rest = typeof import('./rest.js');

/**
 * Loads the {@link Rest}: screening, signing, sending and the connection to the worker, in one chunk, because five small
 * ones are five answers to wait for. Rejects where it cannot be had: no connection, or a new version of the site took the
 * old one's files away. Another call tries again.
 */
export const loadRest = (): Promise<Rest> => import('./rest.js');
