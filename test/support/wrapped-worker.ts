// Workers for tests of what goes wrong. `wrappedWorker` is the real worker.js with one thing of its surroundings changed
// before it runs (a fetch that answers 404, a canvas that adds noise); `fakeWorker` is a script of the test's own.

const realWorker = new URL('/safe-upload/worker.js', location.href).href;

/** A factory of the real worker that runs `before`, source text, in the worker first. */
export function wrappedWorker(before: string): () => Worker {
  const first = address(before);
  const both = address(`import ${JSON.stringify(first)};\nimport ${JSON.stringify(realWorker)};`);
  return () => new Worker(both, { type: 'module' });
}

/** Source text that answers fetches whose address contains `part` with `answer`, an expression that gives a Response. */
export function answering(part: string, answer: string): string {
  return `const real = self.fetch;
self.fetch = async (address, options) =>
  String(address).includes(${JSON.stringify(part)}) ? ${answer} : real(address, options);
// Nothing may come from a cache that an earlier test filled.
Object.defineProperty(self, 'caches', { value: undefined });`;
}

/** A factory of a worker that is only this source text. */
export function fakeWorker(source: string): () => Worker {
  const made = address(source);
  return () => new Worker(made, { type: 'module' });
}

/** Source text of a worker that greets rightly, and then does `onScreen` when it is asked. */
export function greetingThen(sdk: string, onScreen: string): string {
  return `onmessage = ({ data }) => {
  if (data.type === 'hello') postMessage({ type: 'ready', sdk: ${JSON.stringify(sdk)} });
  if (data.type === 'screen') { ${onScreen} }
};`;
}

function address(source: string): string {
  return URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
}
