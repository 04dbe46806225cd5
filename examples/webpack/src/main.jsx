import { SafeUpload } from '@safeupload/react';
import '@safeupload/react/safe-upload.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

function Composer() {
  return (
    <form>
      <textarea name="text" aria-label="Your post" />
      <SafeUpload assets="/safe-upload/" endpoint="/upload" context="post" name="pictures" />
    </form>
  );
}

createRoot(document.querySelector('#root')).render(
  <StrictMode>
    <Composer />
  </StrictMode>,
);
