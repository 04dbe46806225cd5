import { SafeUpload } from '@safeupload/react';
import '@safeupload/react/safe-upload.css';

/** A form with a text and pictures. */
export function Composer() {
  return (
    <form>
      <textarea name="text" aria-label="Your post" />
      <SafeUpload
        assets={`${import.meta.env.BASE_URL}safe-upload/`}
        endpoint="/upload"
        context="post"
        name="pictures"
      />
    </form>
  );
}
