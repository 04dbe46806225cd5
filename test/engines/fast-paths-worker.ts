import { tryFastPaths } from './fast-paths.js';

// One message in, the 12 MP photo; one out, as text.
addEventListener('message', (event: MessageEvent<Uint8Array<ArrayBuffer>>) => {
  tryFastPaths(event.data).then(
    (found) => postMessage(JSON.stringify(found)),
    (thrown) => postMessage(JSON.stringify({ thrown: String(thrown) })),
  );
});
