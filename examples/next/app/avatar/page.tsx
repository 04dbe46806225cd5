import { SafeUpload } from '@safeupload/react';

// A server component: the package says itself that its parts live in the browser.
export default function Page() {
  return <SafeUpload assets="/safe-upload/" endpoint="/upload" context="avatar" multiple={false} />;
}
