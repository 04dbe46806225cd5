// @ts-check
import { createScreener } from '@safeupload/sdk';

const screener = createScreener({ assets: '/safe-upload/' });
const input = /** @type {HTMLInputElement} */ (document.querySelector('#picture'));
const answer = /** @type {HTMLElement} */ (document.querySelector('#answer'));

input.addEventListener('change', async () => {
  const [file] = input.files ?? [];
  if (file === undefined) return;
  answer.textContent = 'Looking at it on this device …';
  try {
    const { bytes, evidence, verdict } = await screener.screen(file);
    answer.textContent = `${verdict.action}: ${evidence.header.width} × ${evidence.header.height}, ${bytes.length} bytes`;
  } catch (error) {
    answer.textContent = error instanceof Error ? error.message : String(error);
  }
});
