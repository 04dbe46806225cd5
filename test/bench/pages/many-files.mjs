// @ts-check
// The composer with the drop-in, for very many files: says how soon the first row stands, and which addresses are given back.
import { SafeUpload } from '@safeupload/react';
import { createSafeUpload, createScreener } from '@safeupload/sdk';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import '@safeupload/react/safe-upload.css';

const addresses = { made: 0, revoked: 0, most: 0 };
const make = URL.createObjectURL;
const revoke = URL.revokeObjectURL;
URL.createObjectURL = (object) => {
  addresses.made += 1;
  addresses.most = Math.max(addresses.most, addresses.made - addresses.revoked);
  return make.call(URL, object);
};
URL.revokeObjectURL = (address) => {
  addresses.revoked += 1;
  revoke.call(URL, address);
};

const first = { pickedAt: 0, standsMs: 0, paintedMs: 0 };
document.addEventListener(
  'change',
  () => {
    first.pickedAt = performance.now();
  },
  { capture: true },
);
new MutationObserver(() => {
  if (first.standsMs > 0 || document.querySelector('[data-su-item]') === null) return;
  first.standsMs = performance.now() - first.pickedAt;
  requestAnimationFrame(() =>
    setTimeout(() => {
      first.paintedMs = performance.now() - first.pickedAt;
    }),
  );
}).observe(document.body, { childList: true, subtree: true });

const store = createSafeUpload({
  screener: createScreener({ assets: '/test/support/.public/safe-upload/' }),
  endpoint: new URLSearchParams(location.search).get('endpoint') ?? '',
  context: 'post',
});
const form = createElement('form', null, createElement('textarea'), createElement(SafeUpload, { store }));
createRoot(document.body.appendChild(document.createElement('main'))).render(form);

Object.assign(globalThis, { store, addresses, first });
