// @ts-check
// The composer in React with the drop-in and its style sheet, its picker untouched.
import { SafeUpload } from '@safeupload/react';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import '@safeupload/react/safe-upload.css';

const uploader = createElement(SafeUpload, {
  assets: '/test/support/.public/safe-upload/',
  endpoint: '/safe-upload',
  context: 'post',
});
const form = createElement('form', null, createElement('textarea'), uploader);
createRoot(document.body.appendChild(document.createElement('main'))).render(form);
