import type { ServerPolicy } from '@safeupload/server';
import { periodOf } from '../relative-time.js';
import type { View } from '../view.js';
import { Layout } from './layout.js';

/** What a member's device sends, what is kept and for how long. Every time stands in the policy the server runs with. */
export function PrivacyPage({ view, policy }: { readonly view: View; readonly policy: ServerPolicy }) {
  const { times, records, stopped } = policy;
  return (
    <Layout view={view} title="What is sent and kept">
      <h1>What is sent and kept</h1>
      <p class="lede">Of your pictures, and of you when you post one. Nothing goes to anybody but this forum.</p>
      <section aria-labelledby="privacy-device">
        <h2 id="privacy-device">On your device</h2>
        <ul class="plain-list">
          <li>
            Your picture is looked at on your device first, by a program that stays there. What it thinks of it, the
            size and a fingerprint of the picture travel with the picture, and only then.
          </li>
          <li>
            Members we know: place, time and camera are taken out before anything is sent. New members: the file is sent
            as it is, and they are taken out here.
          </li>
          <li>
            A picture that your device stops is not sent, and neither is anything about what it shows. Where an account
            has no accepted pictures yet, a short signed notice says <em>that</em> something was stopped: account, time
            and what it was for. It is kept {periodOf(stopped.kept)} and is never held against anybody; several at once
            slow down that account’s uploads for {periodOf(stopped.slowedFor)}.
          </li>
          <li>A key that is your browser’s own signs what is sent. Signing out forgets it.</li>
        </ul>
      </section>
      <section aria-labelledby="privacy-kept">
        <h2 id="privacy-kept">Here</h2>
        <dl class="facts privacy">
          <dt>The sizes that are shown</dt>
          <dd>As long as your post. Remove it, and their addresses stop answering.</dd>
          <dt>The file you sent</dt>
          <dd>
            Encrypted, and deleted within {periodOf(times.original)}. One that waits for a person: until somebody
            decided. One that was refused, rejected or taken down: {periodOf(times.evidence)} after that.
          </dd>
          <dt>Who sent it</dt>
          <dd>
            Account, time, address and port, browser and what the picture was for: sealed, apart from everything else,
            for {periodOf(records.kept)}. Opened only for the police, and every opening is written down.
          </dd>
          <dt>Reports</dt>
          <dd>
            Who reported what and why, until a person has decided and a year after that: whose reports were right counts
            later. Those who post never see who reported them.
          </dd>
          <dt>Looks and decisions</dt>
          <dd>Who of us looked at what, and decided what, for good. The log of it cannot be changed unnoticed.</dd>
          <dt>By order</dt>
          <dd>Where the law asks us to keep something, it stays until that order is lifted, whatever stands above.</dd>
        </dl>
      </section>
      <section aria-labelledby="privacy-never">
        <h2 id="privacy-never">Never</h2>
        <p>
          No program bans, strikes or reports anybody here: what a program thinks of a picture is a reason for a person
          to look, and nothing else.
        </p>
      </section>
    </Layout>
  );
}
