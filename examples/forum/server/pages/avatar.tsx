import { type Member, members } from '../members.js';

/** A member's face in a list: their own picture, or the first letters of their name on a colour of theirs. */
export function Avatar(props: { readonly member: Member; readonly address: string | null; readonly large?: boolean }) {
  const { member, address } = props;
  const size = props.large ? 96 : 44;
  const sized = props.large ? 'avatar avatar-large' : 'avatar';
  if (address !== null) {
    return <img class={sized} src={address} alt="" width={size} height={size} loading="lazy" />;
  }
  const hue = members.indexOf(member) % 8;
  return (
    <span class={`${sized} hue-${hue}`} aria-hidden="true">
      {lettersOf(member.handle)}
    </span>
  );
}

/** “MT” of “mossy_teapot”. */
function lettersOf(handle: string): string {
  return handle
    .split('_')
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
    .slice(0, 2);
}
