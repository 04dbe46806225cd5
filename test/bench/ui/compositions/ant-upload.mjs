// @ts-check
import { InboxOutlined } from '@ant-design/icons';
import { message, Upload } from 'antd';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

/**
 * The demo "Drag and Drop" of its documentation, its messages in `onChange` included. The screening is the promise of
 * `beforeUpload`; what may not be added gets `message.error` and `Upload.LIST_IGNORE`, as in the demo "Upload png file
 * only". `accept` is left out: with it a file of another type vanishes without a message.
 * @type {import('../page/start.mjs').Mount}
 */
export function mount(element, { screen, endpoint }) {
  /** @param {File} file */
  const beforeUpload = async (file) => {
    if (!file.type.startsWith('image/')) {
      message.error(`${file.name} is not a picture`);
      return Upload.LIST_IGNORE;
    }
    if (await screen(file)) return true;
    message.error(`${file.name} can’t be posted`);
    return Upload.LIST_IGNORE;
  };
  /** @param {import('antd').UploadChangeParam} change */
  const onChange = ({ file: { name, status } }) => {
    if (status === 'done') message.success(`${name} file uploaded successfully.`);
    else if (status === 'error') message.error(`${name} file upload failed.`);
  };
  createRoot(element).render(
    createElement(
      Upload.Dragger,
      { name: 'file', multiple: true, action: endpoint, beforeUpload, onChange },
      createElement('p', { className: 'ant-upload-drag-icon' }, createElement(InboxOutlined)),
      createElement('p', { className: 'ant-upload-text' }, 'Click or drag file to this area to upload'),
      createElement('p', { className: 'ant-upload-hint' }, 'Support for a single or bulk upload.'),
    ),
  );
}
