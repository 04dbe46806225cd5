'use client';

import { SafeUpload } from '@safeupload/react';
import { useActionState } from 'react';
import { savePost } from './save-post';

/** The form of a thread: rendered on the server, alive in the browser. */
export function Composer({ thread }: { thread: string }) {
  const [saved, save] = useActionState(savePost, { sentence: '' });
  return (
    <form action={save}>
      <input type="hidden" name="thread" value={thread} />
      <textarea name="text" aria-label="Your post" />
      <SafeUpload assets="/safe-upload/" endpoint="/upload" context="post" name="pictures" />
      <button type="submit">Post</button>
      <output>{saved.sentence}</output>
    </form>
  );
}
