import { SafeUpload } from '@safeupload/react';
import '@safeupload/react/safe-upload.css';
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

function Composer() {
  const [uploadIds, setUploadIds] = useState([]);
  return (
    <form>
      <textarea name="text" aria-label="Your post" />
      <SafeUpload assets="/safe-upload/" endpoint="/upload" context="post" onUploadsChange={setUploadIds} />
      <input type="hidden" name="pictures" value={uploadIds.join(' ')} />
    </form>
  );
}

createRoot(document.querySelector('#root')).render(
  <StrictMode>
    <Composer />
  </StrictMode>,
);
