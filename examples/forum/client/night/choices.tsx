import { useState } from 'react';
import type { NightOrder } from './play.js';

/** What can be chosen before a night is played. */
export function Choices(props: { readonly isPlaying: boolean; onPlay(order: NightOrder): void; onCancel(): void }) {
  const [variant, setVariant] = useState<NightOrder['variant']>('fresh');
  const [recall, setRecall] = useState(0);
  const { isPlaying, onPlay, onCancel } = props;
  const radio = (group: string, checked: boolean, onChoose: () => void, title: string, about: string) => (
    <label>
      <input type="radio" name={group} checked={checked} onChange={onChoose} disabled={isPlaying} />
      <span>
        {title}
        <small>{about}</small>
      </span>
    </label>
  );
  return (
    <form
      className="night-choices panel"
      onSubmit={(event) => {
        event.preventDefault();
        if (isPlaying) onCancel();
        else onPlay({ variant, recall, seed: 1 });
      }}
    >
      <fieldset>
        <legend>The attackers</legend>
        {radio('variant', variant === 'fresh', () => setVariant('fresh'), 'Fresh accounts', 'made the same night')}
        {radio(
          'variant',
          variant === 'sleepers',
          () => setVariant('sleepers'),
          'Sleepers',
          'three harmless pictures each, weeks before',
        )}
      </fieldset>
      <fieldset>
        <legend>What lists and models recognise</legend>
        {radio('recall', recall === 0, () => setRecall(0), 'Nothing', 'all five are missed')}
        {radio('recall', recall === 0.5, () => setRecall(0.5), 'About half', 'three of the five')}
      </fieldset>
      <div className="night-buttons">
        <button type="submit" className={isPlaying ? undefined : 'primary'}>
          {isPlaying ? 'Stop' : 'Play the night'}
        </button>
        <p className="meta">Up to a minute to get ready, then two to watch.</p>
      </div>
    </form>
  );
}
