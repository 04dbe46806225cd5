import { loadRest } from './load-rest.js';
import type { Transport } from './transport-contract.js';

/**
 * The transport over XMLHttpRequest, which a store uses unless it is given another: `fetch` cannot tell how much of a
 * request has left (Chromium 156 streams request bodies over HTTP/2 only). Cookies go along, also to another origin that
 * allows it.
 */
export const xhrTransport: Transport = async (request) => (await loadRest()).sendByXhr(request);
