// @ts-check

/**
 * One uploader of the bench.
 * @typedef {object} Peer
 * @property {string} name of its composition, and of its row in what is printed
 * @property {string} title
 * @property {string} module the package whose version is named
 * @property {string} drop selector of what files are dropped on
 * @property {string} trigger selector of what has the focus when a member opens the picker with the keyboard
 * @property {string} row selector of a row of its list; of the host's, where it has none of its own
 * @property {boolean} list whether the library shows a file list itself
 * @property {string} remove selector, within the page, of what takes a file away; empty where nothing does
 * @property {string} library what is bundled for the count of bytes: its own exports that the composition uses, no line of ours
 * @property {string} styles its style sheets, as a style sheet that imports them; empty where they are in the JavaScript
 * @property {string} documented how the screening is wired, and after which page of its documentation
 */

/** The uploaders, ours first. @type {readonly Peer[]} */
export const peers = [
  {
    name: 'safe-upload',
    title: '`<SafeUpload/>`',
    module: '@safeupload/react',
    drop: '.su',
    trigger: '.su-trigger',
    row: '.su-list > li',
    list: true,
    remove: '.su-list > li .su-close',
    library: "export { SafeUpload } from '@safeupload/react';",
    styles: "@import '@safeupload/react/safe-upload.css';",
    documented: 'the `screener` of the store; the drop-in as the README shows it',
  },
  {
    name: 'react-dropzone',
    title: 'react-dropzone',
    module: 'react-dropzone',
    drop: '.dropzone',
    trigger: '.dropzone',
    row: 'ul.accepted > li',
    list: false,
    remove: '',
    library: "export { useDropzone } from 'react-dropzone';",
    styles: '',
    documented: 'asynchronous `validator` ("Custom validation"), `accept`; list and request are the host’s',
  },
  {
    name: 'filepond',
    title: 'FilePond',
    module: 'filepond',
    drop: '.filepond--root',
    trigger: '.filepond--label-action',
    row: '.filepond--item',
    list: true,
    remove:
      '.filepond--action-revert-item-processing, .filepond--action-remove-item, .filepond--action-abort-item-load',
    library: [
      "export { create, registerPlugin } from 'filepond';",
      "export { default as type } from 'filepond-plugin-file-validate-type';",
      "export { default as orientation } from 'filepond-plugin-image-exif-orientation';",
      "export { default as preview } from 'filepond-plugin-image-preview';",
    ].join('\n'),
    styles:
      "@import 'filepond/dist/filepond.css'; @import 'filepond-plugin-image-preview/dist/filepond-plugin-image-preview.css';",
    documented:
      'a plugin with the filter `LOAD_FILE`, as its own validation plugins; type, orientation and preview plugins',
  },
  {
    name: 'uppy-dashboard',
    title: 'Uppy Dashboard',
    module: '@uppy/dashboard',
    drop: '.uppy-Dashboard-inner',
    trigger: '.uppy-Dashboard-browse',
    row: '.uppy-Dashboard-Item',
    list: true,
    remove: '.uppy-Dashboard-Item-action--remove',
    library: [
      "export { default as Uppy } from '@uppy/core';",
      "export { default as Dashboard } from '@uppy/dashboard';",
      "export { default as XHRUpload } from '@uppy/xhr-upload';",
    ].join('\n'),
    styles: "@import '@uppy/core/css/style.min.css'; @import '@uppy/dashboard/css/style.min.css';",
    documented: '`addPreProcessor` ("Building plugins") with `autoProceed`; `allowedFileTypes`',
  },
  {
    name: 'ant-upload',
    title: 'Ant Design Upload',
    module: 'antd',
    drop: '.ant-upload-drag',
    trigger: '.ant-upload-btn',
    row: '.ant-upload-list-item',
    list: true,
    remove: '.ant-upload-list-item-action, .ant-upload-list-item .anticon-delete',
    library: "export { message, Upload } from 'antd'; export { InboxOutlined } from '@ant-design/icons';",
    styles: '',
    documented: 'promise of `beforeUpload`, `message.error` with `Upload.LIST_IGNORE`; the demo "Drag and Drop"',
  },
];
