import type { Receipt } from '@safeupload/sdk/core';
import type { View } from '../view.js';
import { Layout } from './layout.js';

/** A receipt as signed, and what it says; `says` is null where it does not verify against this forum's address and keys. */
export interface ShownReceipt {
  readonly token: string;
  readonly says: Receipt | null;
}

/** What the server signed about one picture; null where the picture has no valid receipt. */
export function ReceiptPage(props: { readonly view: View; readonly receipt: ShownReceipt | null }) {
  const { receipt } = props;
  return (
    <Layout view={props.view} title="Receipt">
      <h1>Receipt of a picture</h1>
      {receipt === null ? (
        <p class="lede">This picture has no valid receipt, so the forum does not show it.</p>
      ) : receipt.says === null ? (
        <p class="lede">
          This receipt was signed when the demo was started under another address. Start it there to verify it.
        </p>
      ) : (
        <Says token={receipt.token} says={receipt.says} />
      )}
    </Layout>
  );
}

function Says({ token, says }: { readonly token: string; readonly says: Receipt }) {
  return (
    <>
      <p class="lede">
        The server screened this picture, made these sizes itself from the pixels it screened, and signed for them. Only
        what has such a receipt is shown.
      </p>
      <dl class="facts">
        <dt>Signed by</dt>
        <dd>{says.iss}</dd>
        <dt>On</dt>
        <dd>
          <time datetime={new Date(says.iat * 1000).toISOString()}>{new Date(says.iat * 1000).toUTCString()}</time>
        </dd>
        <dt>For</dt>
        <dd>{says.context === 'avatar' ? 'an avatar' : 'a post'}</dd>
        <dt>Upload</dt>
        <dd>
          <code>{says.uploadId}</code>
        </dd>
        {says.derivatives.map((derivative) => (
          <>
            <dt>
              {derivative.name}, {derivative.width} × {derivative.height}
            </dt>
            <dd>
              <code>{derivative.sha256}</code>
            </dd>
          </>
        ))}
      </dl>
      <h2>Verify it yourself</h2>
      <p>
        It is a JWS (ES256) that any JWT library verifies with{' '}
        <a href="/safe-upload/jwks.json">the server’s published keys</a>. Whether it still holds:{' '}
        <a href={`/safe-upload/receipts/${says.jti}`}>ask the server</a>.
      </p>
      <label class="token">
        The receipt
        <textarea readonly rows={6} spellcheck={false}>
          {token}
        </textarea>
      </label>
    </>
  );
}
