// @ts-check
import { resolve } from 'node:path';
import { collectAssets, listName, listOf, textOfList } from './collect-assets.mjs';

/**
 * What {@link safeUploadAssets} may be told.
 * @typedef {object} SafeUploadAssetsOptions
 * @property {string} [folder] The folder's path below the application's base, without slashes at its ends; default
 * `safe-upload`. The component is given `${import.meta.env.BASE_URL}safe-upload/` then.
 * @property {readonly string[]} [models] Folders of models of your own besides, from the application's root.
 */

/**
 * What the plugin uses of Vite, spelt out: so it fits every version that has these hooks (6, 7 and 8), and the SDK
 * needs none of them to be installed.
 * @typedef {object} SafeUploadAssetsPlugin
 * @property {'safeupload-assets'} name
 * @property {(config: { readonly root: string, readonly base: string }) => void} configResolved
 * @property {(server: ViteServer) => void} configureServer
 * @property {(this: BundleContext) => Promise<void>} generateBundle
 */

/**
 * @typedef {object} ViteServer
 * @property {{ use(handle: (request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse, next: (error?: unknown) => void) => void): unknown }} middlewares
 */

/**
 * @typedef {object} BundleContext
 * @property {(file: { type: 'asset', fileName: string, source: string | Uint8Array }) => unknown} emitFile
 * @property {{ readonly config: { readonly consumer: 'client' | 'server' } }} [environment]
 */

/**
 * A Vite plugin that does what `npx safeupload-assets public/safe-upload` does, by itself: `vite dev` answers the folder's
 * addresses, `vite build` writes the folder beside the bundle. Nothing of it goes into the bundle. Throws, with what to
 * install, where `onnxruntime-web` or `@safeupload/models` is missing.
 * @param {SafeUploadAssetsOptions} [options]
 * @returns {SafeUploadAssetsPlugin}
 */
export function safeUploadAssets({ folder = 'safe-upload', models = [] } = {}) {
  if (!/^[\w.-]+(\/[\w.-]+)*$/.test(folder) || folder.split('/').some((part) => /^\.+$/.test(part))) {
    throw new Error(
      `folder must be a path below the base such as safe-upload, without slashes at its ends, got ${folder}.`,
    );
  }
  let root = process.cwd();
  let base = '/';
  /** @type {Promise<Map<string, string | Uint8Array>> | undefined} */
  let collected;

  const collect = async () => {
    const files = await collectAssets(
      root,
      models.map((model) => resolve(root, model)),
    );
    return new Map(
      /** @type {Iterable<[string, string | Uint8Array]>} */ ([...files, [listName, textOfList(listOf(files))]]),
    );
  };
  const files = () => {
    collected ??= collect();
    // The developer installs what was missing and asks again.
    collected.catch(() => {
      collected = undefined;
    });
    return collected;
  };

  return {
    name: 'safeupload-assets',
    configResolved(config) {
      root = config.root;
      base = config.base;
    },
    configureServer({ middlewares }) {
      // A relative or foreign base is a matter of builds: the dev server answers below its path, or below "/".
      const path = base.startsWith('.') || base === '' ? '/' : new URL(base, 'http://localhost').pathname;
      const prefix = `${path.endsWith('/') ? path : `${path}/`}${folder}/`;
      middlewares.use((request, response, next) => {
        // Not as a `URL`: a request for `//` is none.
        const [pathname = '/'] = (request.url ?? '/').split('?');
        if (!pathname.startsWith(prefix)) return next();
        files().then((all) => {
          const name = pathname.slice(prefix.length);
          const bytes = all.get(name);
          if (bytes === undefined) return next();
          response.writeHead(200, {
            'content-type': mediaTypeOf(name),
            // The browser keeps models and engine by digest; everything else may change with the next start.
            'cache-control': 'no-cache',
          });
          response.end(request.method === 'HEAD' ? undefined : bytes);
        }, next);
      });
    },
    async generateBundle() {
      // A server build needs nothing of it.
      if (this.environment?.config.consumer === 'server') return;
      for (const [path, source] of await files())
        this.emitFile({ type: 'asset', fileName: `${folder}/${path}`, source });
    },
  };
}

/** @param {string} name */
function mediaTypeOf(name) {
  if (name.endsWith('.js')) return 'text/javascript';
  if (name.endsWith('.json')) return 'application/json';
  if (name.endsWith('.wasm')) return 'application/wasm';
  return name.includes('.') ? 'application/octet-stream' : 'text/plain; charset=utf-8';
}
