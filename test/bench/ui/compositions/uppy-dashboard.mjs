// @ts-check
import Uppy from '@uppy/core';
import Dashboard from '@uppy/dashboard';
import XHRUpload from '@uppy/xhr-upload';
import '@uppy/core/css/style.min.css';
import '@uppy/dashboard/css/style.min.css';

/**
 * The Dashboard as its documentation begins it (`inline`, a `target`), with XHRUpload and `allowedFileTypes`. The screening
 * is a pre-processor (`addPreProcessor`) that emits `preprocess-progress` and `preprocess-complete` as the documentation's
 * plugin does, and `upload-error` for a file that may not be posted: rejecting would end the whole batch. `autoProceed`,
 * so that files are screened when they are added, as everywhere else here; without it nothing happens before "Upload".
 * @type {import('../page/start.mjs').Mount}
 */
export function mount(element, { screen, endpoint }) {
  const uppy = new Uppy({ autoProceed: true, restrictions: { allowedFileTypes: ['image/*'] } })
    .use(Dashboard, { inline: true, target: element })
    .use(XHRUpload, { endpoint });
  uppy.addPreProcessor(async (ids) => {
    await Promise.all(
      ids.map(async (id) => {
        const file = uppy.getFile(id);
        uppy.emit('preprocess-progress', file, { mode: 'indeterminate', message: 'Looking at pictures…' });
        if (!(await screen(/** @type {File} */ (file.data)))) {
          uppy.emit('upload-error', uppy.getFile(id), { name: 'Error', message: 'This picture can’t be posted.' });
        }
      }),
    );
    for (const id of ids) {
      const file = uppy.getFile(id);
      // Removed by the member while it was screened.
      if (file !== undefined) uppy.emit('preprocess-complete', file);
    }
  });
}
