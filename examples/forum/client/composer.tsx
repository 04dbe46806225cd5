import { SafeUpload, useSafeUpload } from '@safeupload/react';
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import { Descriptions } from './descriptions.js';
import { draftMemory } from './draft-memory.js';
import { NewThreadFields } from './new-thread-fields.js';
import { endpoint, screener } from './screener.js';
import { goTo, send } from './send.js';

/** Most pictures of one post; the forum's server has the same number. */
const mostPictures = 10;

/** What the composer is doing. `waiting`: posts by itself as soon as the last picture is ready. */
type Phase = 'writing' | 'waiting' | 'posting';

/**
 * Text and pictures of a post. The text lives here and in {@link draftMemory} until the forum has taken the post, so
 * nothing that fails takes it away. Without a `threadId` it starts a new thread.
 */
export function Composer(props: { readonly account: string; readonly threadId: string | null }) {
  const memory = useMemo(() => draftMemory(props.account, props.threadId ?? 'new'), [props.account, props.threadId]);
  const [draft, setDraft] = useState(memory.read);
  const [descriptions, setDescriptions] = useState<Readonly<Record<string, string>>>({});
  const [phase, setPhase] = useState<Phase>('writing');
  const [problem, setProblem] = useState('');
  // One name for this post however often it is sent: a lost answer makes no second one.
  const draftId = useRef(crypto.getRandomValues(new Uint32Array(4)).join('-'));
  const uploads = useSafeUpload({ screener, endpoint, context: 'post', account: props.account });
  const choices = uploads.items.filter((item) => item.state === 'choosing').length;
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => memory.write(draft), [memory, draft]);

  async function post() {
    setPhase('posting');
    setProblem('');
    const pictures = uploads.uploadIds.map((uploadId) => ({ uploadId, description: descriptions[uploadId] ?? '' }));
    const address = props.threadId === null ? '/api/threads' : `/api/threads/${props.threadId}/posts`;
    const answer = await send(address, { ...draft, pictures, account: props.account, draftId: draftId.current });
    if ('problem' in answer) {
      setPhase('writing');
      setProblem(answer.problem);
      return;
    }
    memory.write({ title: '', board: '', text: '' });
    goTo(answer.address);
  }

  // Pressed while pictures were on their way: it posts when they are there, unless one needs the author first.
  useEffect(() => {
    if (phase === 'waiting' && !uploads.pending) void post();
    if (phase === 'waiting' && choices > 0) setPhase('writing');
  }, [phase, uploads.pending, choices]);

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (phase !== 'writing') return;
    if (draft.text.trim() === '' && uploads.items.length === 0) setProblem('Write something or add a picture first.');
    else if (choices > 0) setProblem('One of your pictures waits for your choice, above.');
    else setPhase('waiting');
  }

  return (
    <form ref={form} className="composer-form" onSubmit={onSubmit} noValidate>
      {props.threadId === null ? (
        <NewThreadFields draft={draft} onChange={(fields) => setDraft({ ...draft, ...fields })} />
      ) : null}
      <label>
        Your post
        <textarea
          name="text"
          rows={5}
          maxLength={10_000}
          value={draft.text}
          onChange={({ target }) => setDraft({ ...draft, text: target.value })}
        />
      </label>
      <SafeUpload store={uploads.store} max={mostPictures} />
      <Descriptions items={uploads.items} values={descriptions} onChange={setDescriptions} />
      <p className="problem" role="alert">
        {problem}
      </p>
      <div className="composer-foot">
        <button className="primary" type="submit" aria-disabled={phase !== 'writing'}>
          {phase === 'posting' ? 'Posting…' : 'Post'}
        </button>
        {phase === 'waiting' ? (
          <button className="quiet" type="button" onClick={() => setPhase('writing')}>
            Keep writing
          </button>
        ) : null}
        <p className="meta" role="status">
          {phase === 'waiting' ? 'Posts by itself as soon as your pictures are ready.' : ''}
        </p>
      </div>
    </form>
  );
}
