import { boards } from '../boards.js';
import type { View } from '../view.js';
import { ActAs } from './layout.js';

/** What the plain form brought back, with one sentence on why it could not be posted. */
export interface BroughtBack {
  readonly title?: string;
  readonly board?: string;
  readonly text: string;
  readonly problem: string;
}

/**
 * Where the composer is mounted. Without JavaScript the plain form inside `noscript` does the same work by the server's
 * path: picture and text in one request, screened at the member's own tier.
 */
export function ComposerPlace(props: {
  readonly view: View;
  readonly title: string;
  readonly action: string;
  /** The thread to answer in; absent starts a new one. */
  readonly threadId?: number;
  /** What the no-JavaScript form brought back because it could not be posted. */
  readonly draft: BroughtBack | null;
}) {
  const member = props.view.session?.member ?? null;
  if (member === null) {
    return (
      <section class="composer composer-closed" aria-labelledby="composer-title">
        <h2 id="composer-title">{props.title}</h2>
        <p>Choose somebody to act as. Nobody needs a password here.</p>
        <ActAs view={props.view} />
      </section>
    );
  }
  return (
    <section class="composer" aria-labelledby="composer-title">
      <h2 id="composer-title">{props.title}</h2>
      <div
        data-island="composer"
        data-account={member.id}
        data-handle={member.handle}
        data-thread={props.threadId ?? ''}
      ></div>
      <noscript>
        <form class="plain-composer" method="post" action={props.action} enctype="multipart/form-data">
          {props.draft === null ? null : (
            <p class="notice notice-bad" role="alert">
              {props.draft.problem}
            </p>
          )}
          {props.threadId === undefined ? (
            <div class="composer-new">
              <label>
                Title
                <input name="title" required maxlength={120} value={props.draft?.title ?? ''} />
              </label>
              <label>
                Shelf
                <select name="board" required>
                  <option value="">Choose…</option>
                  {boards.map((board) => (
                    <option value={board.id} selected={board.id === props.draft?.board}>
                      {board.name}
                    </option>
                  ))}
                </select>
              </label>
            </div>
          ) : null}
          <label>
            Your post
            <textarea name="text" rows={5} maxlength={10_000}>
              {props.draft?.text ?? ''}
            </textarea>
          </label>
          <label>
            Picture
            <input type="file" name="file" accept="image/*" />
          </label>
          <button class="button" type="submit">
            Post
          </button>
        </form>
      </noscript>
    </section>
  );
}
