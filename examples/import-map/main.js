// @ts-check
import { createSafeUpload, createScreener } from '@safeupload/sdk';

const screener = createScreener({ assets: '/safe-upload/' });
const uploads = createSafeUpload({ screener, endpoint: '/upload', context: 'post' });
const input = /** @type {HTMLInputElement} */ (document.querySelector('#picture'));
const list = /** @type {HTMLUListElement} */ (document.querySelector('#list'));
const pictures = /** @type {HTMLInputElement} */ (document.querySelector('[name=pictures]'));

uploads.subscribe(() => {
  const { items, uploadIds } = uploads.getSnapshot();
  pictures.value = uploadIds.join(' ');
  const rows = items.map(({ name, state, outcome }) => {
    const row = document.createElement('li');
    row.dataset.state = state;
    row.textContent = `${name}: ${outcome ?? state}`;
    return row;
  });
  list.replaceChildren(...rows);
});

input.addEventListener('click', () => uploads.touch());
input.addEventListener('change', () => {
  if (input.files !== null) uploads.add(input.files);
  input.value = '';
});
