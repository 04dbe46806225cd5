/**
 * Where each model's files lie: `manifest.json`, `model.onnx`, `CARD.md` and its licence texts. The server opens them from
 * here; `safeupload-assets` copies them from here to the application's own origin, where the browser fetches them.
 */
export const modelDirectories = Object.freeze({
  'mobilenet-v2': new URL('./mobilenet-v2/', import.meta.url),
  'open-nsfw': new URL('./open-nsfw/', import.meta.url),
});
