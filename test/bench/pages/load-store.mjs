// @ts-check
// The same composer with the SDK's store mounted and its picker untouched.
import { createSafeUpload, createScreener } from '@safeupload/sdk';
import { showForm } from './post-form.mjs';

const form = showForm();
const count = form.appendChild(document.createElement('output'));
const store = createSafeUpload({
  screener: createScreener({ assets: '/test/support/.public/safe-upload/' }),
  endpoint: '/safe-upload',
  context: 'post',
});
const show = () => {
  count.textContent = String(store.getSnapshot().items.length);
};
store.subscribe(show);
form.addEventListener('focusin', () => store.touch());
form.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLInputElement) store.add(target.files ?? []);
});
show();
