import type { View } from '../view.js';
import { Layout } from './layout.js';

/** The page that plays the night. What moves on it is the client's; without scripts it says how to see the same. */
export function NightPage({ view }: { readonly view: View }) {
  return (
    <Layout view={view} title="Play the night">
      <h1>Play the night</h1>
      <p class="lede">
        A parenting forum was attacked on a Saturday: two accounts, five pictures, between eleven and three, when nobody
        was awake who could do anything. This page plays that night twice, side by side: in a forum as it was, and in
        the same forum with SafeUpload. Both are real servers, started for this and thrown away afterwards.
      </p>
      <div data-night="">
        <noscript>
          <p class="panel">
            The page needs scripts. The same night in a terminal: <code>safeupload rehearse night</code>
          </p>
        </noscript>
      </div>
      <section class="night-notes" aria-labelledby="night-notes">
        <h2 id="night-notes">What you see</h2>
        <ul>
          <li>
            <strong>Nothing here is unpleasant.</strong> Every picture is an abstract painting made for this. Which ones
            are bad, only the script says; they appear as a plain hatched tile.
          </li>
          <li>
            <strong>Nothing is recognised</strong> unless you choose otherwise: every list and every model misses all
            five. What holds then is who has to wait, what people report, and one button.
          </li>
          <li>
            <strong>Public means public.</strong> For every minute of the night each picture’s address is asked the way
            a reader’s browser asks. A bar is drawn while it answers. One bad picture that is public for one minute is
            one image-minute.
          </li>
          <li>
            <strong>It has a price, and you see it too:</strong> photos of honest newcomers wait for a person, some
            until the morning.
          </li>
        </ul>
        <p class="meta">
          The forum you are in is not touched, and no running server’s clock can be set. In a terminal:{' '}
          <code>safeupload rehearse night</code>
        </p>
      </section>
    </Layout>
  );
}
