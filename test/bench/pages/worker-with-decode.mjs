// @ts-check
// The worker as it is shipped, plus the browser's decoder alone: both lanes of "screen12mp" run in one thread.
import '/test/support/.public/safe-upload/worker.js';

addEventListener('message', async ({ data }) => {
  if (data?.type !== 'bench-decode') return;
  const startedAt = performance.now();
  const bitmap = await createImageBitmap(data.file);
  const ms = performance.now() - startedAt;
  bitmap.close();
  data.port.postMessage(ms);
});
