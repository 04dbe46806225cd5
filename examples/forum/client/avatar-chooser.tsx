import { SafeUpload, useSafeUpload } from '@safeupload/react';
import { useState } from 'react';
import { endpoint, screener } from './screener.js';
import { goTo, send } from './send.js';

/** One picture for oneself, through the same gate as pictures in posts. */
export function AvatarChooser(props: { readonly account: string }) {
  const uploads = useSafeUpload({ screener, endpoint, context: 'avatar', account: props.account });
  const [problem, setProblem] = useState('');
  const [sending, setSending] = useState(false);
  const uploadId = uploads.uploadIds[0];

  async function use() {
    if (uploadId === undefined || sending) return;
    setSending(true);
    setProblem('');
    const answer = await send('/api/avatar', { uploadId, account: props.account });
    if ('address' in answer) return goTo(answer.address);
    setSending(false);
    setProblem(answer.problem);
  }

  return (
    <div className="composer-form">
      <SafeUpload store={uploads.store} multiple={false} />
      <p className="problem" role="alert">
        {problem}
      </p>
      {uploadId === undefined ? null : (
        <div className="composer-foot">
          <button className="primary" type="button" aria-disabled={sending} onClick={use}>
            Use this picture
          </button>
        </div>
      )}
    </div>
  );
}
