/** What the safety officer does, and does not do, with what may be the abuse of a child. Links lead to the organisations themselves. */
export function SevereGuidance(props: { readonly open: boolean }) {
  return (
    <details class="guidance" open={props.open}>
      <summary>If you suspect that a picture shows the abuse of a child</summary>
      <p>
        <strong>SafeUpload reports nothing by itself.</strong> Nobody else will do it either: reporting is yours.
      </p>
      <div class="guidance-parts">
        <div>
          <h3>Do not</h3>
          <ul>
            <li>Do not copy, save, print or photograph it, and take no screenshot. Having a copy can be an offence.</li>
            <li>Do not forward it to anybody, not to a colleague and not to the police by e-mail.</li>
            <li>Do not look longer or again to be sure. A suspicion is enough to report.</li>
            <li>Do not investigate yourself, and do not write to the member about it.</li>
            <li>Do not try to remove it from the server: others will need it as it is.</li>
          </ul>
        </div>
        <div>
          <h3>Do</h3>
          <ul>
            <li>Leave it here: sealed, encrypted, seen by nobody. Reject it, so that it stays unseen.</li>
            <li>
              Keep what belongs to it: press “Keep everything of this account”. Nothing is deleted until you lift it.
            </li>
            <li>Write down the upload’s number, the account and the time. That is what you report.</li>
            <li>Ask those you report to how they want to receive it. They have a way.</li>
            <li>Stop for today and talk to somebody. You have seen something bad.</li>
          </ul>
        </div>
        <div>
          <h3>Report to</h3>
          <ul>
            <li>
              A child in danger now: <strong>999</strong> (UK), <strong>112</strong> (Europe), <strong>911</strong>{' '}
              (US).
            </li>
            <li>
              UK: police <strong>101</strong>, the <a href="https://report.iwf.org.uk/">Internet Watch Foundation</a>,
              and the <a href="https://www.nationalcrimeagency.gov.uk/">National Crime Agency</a>.
            </li>
            <li>
              US: <a href="https://report.cybertip.org/">NCMEC’s CyberTipline</a>. Providers there are obliged to
              report.
            </li>
            <li>
              Elsewhere: the hotline of your country, found at <a href="https://www.inhope.org/">INHOPE</a>.
            </li>
          </ul>
        </div>
      </div>
      <p class="meta">What your law asks of you may be more. Ask a lawyer before the night you need to know.</p>
    </details>
  );
}
