// @ts-check
import { createElement, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { useDropzone } from 'react-dropzone';

/**
 * The example "Accepting specific file types" of its documentation, with the asynchronous `validator` of "Async validation"
 * and `onDrop` sending what was accepted. Kinder than the example in three things: the list keeps the files of earlier drops
 * (the hook's own `acceptedFiles` has those of the last drop only), and `isProcessing` is shown, as that page advises, and its headings (`h4` there) follow the page's.
 * @type {import('../page/start.mjs').Mount}
 */
export function mount(element, { screen, endpoint }) {
  function Uploader() {
    const [files, setFiles] = useState(/** @type {readonly File[]} */ ([]));
    const { fileRejections, getRootProps, getInputProps, isProcessing } = useDropzone({
      accept: { 'image/*': [] },
      validator: async (file) =>
        (await screen(file)) ? null : { code: 'not-posted', message: 'This picture can’t be posted.' },
      onDrop(accepted) {
        setFiles((before) => [...before, ...accepted]);
        for (const file of accepted) {
          const body = new FormData();
          body.append('file', file);
          void fetch(endpoint, { method: 'POST', body });
        }
      },
    });
    const words = isProcessing ? 'Validating…' : "Drag 'n' drop some files here, or click to select files";
    return createElement(
      'section',
      { className: 'container' },
      createElement(
        'div',
        getRootProps({ className: 'dropzone' }),
        createElement('input', getInputProps()),
        createElement('p', null, words),
      ),
      createElement(
        'aside',
        null,
        createElement('h2', null, 'Accepted files'),
        createElement('ul', { className: 'accepted' }, ...files.map((file) => line(file, null))),
        createElement('h2', null, 'Rejected files'),
        createElement(
          'ul',
          null,
          ...fileRejections.map(({ file, errors }) =>
            line(
              file,
              createElement(
                'ul',
                null,
                ...errors.map(({ code, message }) => createElement('li', { key: code }, message)),
              ),
            ),
          ),
        ),
      ),
    );
  }
  createRoot(element).render(createElement(Uploader));
}

/** @param {File} file @param {import('react').ReactNode} more */
function line(file, more) {
  return createElement('li', { key: file.name }, `${file.name} - ${file.size} bytes`, more);
}
