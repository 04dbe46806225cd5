import { SafeUpload, useSafeUpload } from '@safeupload/react';
import { useComposerGuard } from '@safeupload/react/composer';
import { isPending } from '@safeupload/sdk';
import { lazy, Suspense, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { BelowText } from './below-text.js';
import { draftMemory } from './draft-memory.js';
import { NewThreadFields } from './new-thread-fields.js';
import { endpoint, screener } from './screener.js';
import { goTo, send } from './send.js';
import type { WritingField } from './writing/field.js';
import { PlainField } from './writing/plain-field.js';
import { rememberedWriting, rememberWriting, type Writing, WritingChoice } from './writing/writing-choice.js';

/** Loaded when it is first chosen; where that fails the plain field takes its place. */
const RichField = lazy(() =>
  import('./writing/rich-field.js').then(
    ({ RichField: Field }) => ({ default: Field }),
    () => ({ default: PlainField }),
  ),
);

/** Most pictures of one post; the forum's server has the same number. */
const mostPictures = 10;

/** Longest description of a picture; the forum's server cuts there. */
const longestDescription = 300;

/**
 * Text and pictures of a post. The text lives in the field and in {@link draftMemory} until the forum has taken the post,
 * so nothing that fails takes it away. Without a `threadId` it starts a new thread.
 */
export function Composer(props: { readonly account: string; readonly threadId: string | null }) {
  const memory = useMemo(() => draftMemory(props.account, props.threadId ?? 'new'), [props.account, props.threadId]);
  const [draft, setDraft] = useState(memory.read);
  const [writing, setWriting] = useState<Writing>(rememberedWriting);
  /** What the field starts with; another one when the author changes to the other field. */
  const [start, setStart] = useState(draft.text);
  /** The text as it would be posted now, with the pictures in it. */
  const [text, setText] = useState(start);
  const [problem, setProblem] = useState('');
  // One name for this post however often it is sent: a lost answer makes no second one.
  const draftId = useRef(crypto.getRandomValues(new Uint32Array(4)).join('-'));
  const uploads = useSafeUpload({ screener, endpoint, context: 'post', account: props.account });
  const { store } = uploads;
  const field = useRef<WritingField | null>(null);
  /** Uploads that stood in the text at any time: who deletes a picture there does not want it in the post. */
  const stood = useRef(new Set<string>());
  const labelId = useId();

  useEffect(() => memory.write(draft), [memory, draft]);

  const guard = useComposerGuard(store, { onSend: post });

  async function post() {
    setProblem('');
    const text = field.current?.textOf() ?? draft.text;
    const pictures = store
      .getSnapshot()
      .value.filter(({ uploadId }) => text.includes(`upload:${uploadId}`) || !stood.current.has(uploadId))
      .map(({ uploadId, alt }) => ({ uploadId, description: alt.slice(0, longestDescription) }));
    if (text.trim() === '' && pictures.length === 0) return setProblem('Write something or add a picture first.');
    const address = props.threadId === null ? '/api/threads' : `/api/threads/${props.threadId}/posts`;
    const { title, board } = draft;
    const account = props.account;
    const answer = await send(address, { title, board, text, pictures, account, draftId: draftId.current });
    if ('problem' in answer) return setProblem(answer.problem);
    memory.write({ title: '', board: '', text: '' });
    goTo(answer.address);
  }

  const take = useCallback(
    (files: readonly File[]) => {
      const taken = store
        .getSnapshot()
        .items.filter(({ state, outcome }) => isPending(state) || (state === 'done' && outcome !== 'refused'));
      const fitting = files.slice(0, Math.max(0, mostPictures - taken.length));
      if (fitting.length < files.length)
        setProblem(`A post has at most ${mostPictures} pictures; the rest was not added.`);
      return store.add(fitting);
    },
    [store],
  );

  const onField = useCallback((next: WritingField | null) => {
    field.current = next;
  }, []);

  function change(next: Writing) {
    setStart(field.current?.textOf() ?? draft.text);
    setWriting(next);
    rememberWriting(next);
  }

  const shared = {
    store,
    labelledBy: labelId,
    text: start,
    take,
    onDraft(words: string) {
      setDraft((before) => ({ ...before, text: words }));
      const whole = field.current?.textOf() ?? words;
      for (const uploadId of store.getSnapshot().uploadIds) {
        if (whole.includes(`upload:${uploadId}`)) stood.current.add(uploadId);
      }
      setText(whole);
    },
    onField,
  };
  return (
    <form
      className="composer-form"
      onSubmit={(event) => {
        setProblem('');
        guard.onSubmit(event);
      }}
      noValidate
    >
      {props.threadId === null ? (
        <NewThreadFields draft={draft} onChange={(fields) => setDraft({ ...draft, ...fields })} />
      ) : null}
      <div className="writing">
        <div className="writing-head">
          <span className="writing-label" id={labelId}>
            Your post
          </span>
          <WritingChoice value={writing} onChange={change} />
        </div>
        {writing === 'plain' ? (
          <PlainField {...shared} />
        ) : (
          <Suspense fallback={<div className="rich rich-coming">Getting the editor ready…</div>}>
            <RichField {...shared} />
          </Suspense>
        )}
      </div>
      <SafeUpload store={store} max={mostPictures} />
      <BelowText items={uploads.items} text={text} stood={stood.current} onPlace={(id) => field.current?.place(id)} />
      <p className="problem" role="alert">
        {problem || (guard.why === 'pending' ? '' : guard.says)}
      </p>
      <div className="composer-foot">
        <button className="primary" type="submit" aria-disabled={guard.phase !== 'open'}>
          {guard.phase === 'sending' ? 'Posting…' : 'Post'}
        </button>
        {guard.phase === 'waiting' ? (
          <button className="quiet" type="button" onClick={guard.keepWriting}>
            Keep writing
          </button>
        ) : null}
        <p className="meta" role="status">
          {guard.why === 'pending' ? guard.says : ''}
        </p>
      </div>
    </form>
  );
}
