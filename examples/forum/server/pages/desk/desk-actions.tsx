/** What can be pressed for one picture. */
export type RowAction = 'release' | 'reject' | 'reject-and-bank' | 'hide' | 'undo';

/** One button for one picture. `of` completes its name for people who hear it: “Reject the picture of paper_kite”. */
export function Action(props: {
  readonly uploadId: string;
  readonly action: RowAction;
  readonly words: string;
  readonly of: string;
  readonly back: string;
  readonly danger?: boolean;
}) {
  return (
    <form method="post" action={`/desk/uploads/${props.uploadId}/${props.action}`}>
      <input type="hidden" name="back" value={props.back} />
      <button class={props.danger ? 'danger' : undefined} type="submit">
        {props.words}
        <span class="hidden">, {props.of}</span>
      </button>
    </form>
  );
}
