// Everything that is loaded when the picker is first touched: see load-rest.ts.
export { openScreener } from './screener-open.js';
export { createLanes } from './store-lanes.js';
export { sendByXhr } from './transport-xhr.js';
