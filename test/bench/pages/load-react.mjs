// @ts-check
// A composer in React without any screening: what the drop-in is compared with.
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

const form = createElement('form', null, createElement('textarea'), createElement('input', { type: 'file' }));
createRoot(document.body.appendChild(document.createElement('main'))).render(form);
