import { SafeUpload } from '@safeupload/react';
import '@safeupload/react/safe-upload.css';
import { useState } from 'react';

/** A form with a text and pictures. */
export function Composer() {
  const [uploadIds, setUploadIds] = useState<readonly string[]>([]);
  return (
    <form>
      <textarea name="text" aria-label="Your post" />
      <SafeUpload
        assets={`${import.meta.env.BASE_URL}safe-upload/`}
        endpoint="/upload"
        context="post"
        onUploadsChange={setUploadIds}
      />
      <input type="hidden" name="pictures" value={uploadIds.join(' ')} />
    </form>
  );
}
