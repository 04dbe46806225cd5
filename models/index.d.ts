/**
 * Where each model's files lie: one `file:` URL per model id, ending in a slash, so that
 * `new URL('manifest.json', modelDirectories['mobilenet-v2'])` is that model's manifest. In each directory:
 * `manifest.json` (parsed by `@safeupload/sdk/core`), `model.onnx`, `CARD.md`, `LICENSE` and, where there are any, further notices.
 */
export const modelDirectories: Readonly<Record<'mobilenet-v2' | 'open-nsfw', URL>>;
