import { fromBase64url, toBase64url, toUtf8 } from '@safeupload/sdk/core';

/** The three parts of a token. */
export interface Parts {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

/** A token taken apart, as JSON texts and the signature's letters. */
export function partsOf(token: string): Parts {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return { header: textOf(header), payload: textOf(payload), signature };
}

/** The parts put together again, whatever they are now. */
export function joined({ header, payload, signature }: Parts): string {
  return `${toBase64url(toUtf8(header))}.${toBase64url(toUtf8(payload))}.${signature}`;
}

/** The token with its payload changed and its signature kept. */
export function withPayload(token: string, change: (payload: Record<string, unknown>) => unknown): string {
  const parts = partsOf(token);
  const payload = JSON.parse(parts.payload) as Record<string, unknown>;
  return joined({ ...parts, payload: JSON.stringify(change(payload)) });
}

/** The token with its header replaced and its signature kept. */
export function withHeader(token: string, header: Record<string, unknown>): string {
  return joined({ ...partsOf(token), header: JSON.stringify(header) });
}

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The other valid signature of the same claim: (r, n − s). */
export function signatureTwin(token: string): string {
  const [header, payload, signature = ''] = token.split('.');
  const bytes = fromBase64url(signature) ?? new Uint8Array(64);
  let s = 0n;
  for (const byte of bytes.subarray(32)) s = (s << 8n) | BigInt(byte);
  let twin = order - s;
  for (let at = 63; at >= 32; at--) {
    bytes[at] = Number(twin & 255n);
    twin >>= 8n;
  }
  return `${header}.${payload}.${toBase64url(bytes)}`;
}

/** Every path to a leaf of a JSON value, as keys. */
export function leavesOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]));
}

/** The value with the leaf at that path turned into another of its type. */
export function withLeaf(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) {
    // Still a number its field may hold: a fraction stays one, a count stays positive.
    if (typeof value === 'number') return Number.isInteger(value) ? (value > 1 ? value - 1 : value + 1) : value / 2;
    const text = String(value);
    // The last letter stays of the kind it was: hexadecimal stays hexadecimal.
    return `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`;
  }
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = withLeaf(copy[key], rest);
  return copy;
}

function textOf(part: string): string {
  return new TextDecoder().decode(fromBase64url(part) ?? new Uint8Array());
}

/** A multipart body of fields and a file, in that order, and its content type. */
export function formOf(
  fields: Readonly<Record<string, string>>,
  file: Uint8Array | null,
): { readonly body: Uint8Array<ArrayBuffer>; readonly contentType: string } {
  const boundary = '----tests0123456789';
  const chunks: Uint8Array[] = [];
  for (const [name, value] of Object.entries(fields)) {
    chunks.push(toUtf8(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`));
  }
  if (file !== null) {
    chunks.push(
      toUtf8(
        `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`,
      ),
      file,
      toUtf8('\r\n'),
    );
  }
  chunks.push(toUtf8(`--${boundary}--\r\n`));
  return {
    body: new Uint8Array(Buffer.concat(chunks)),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}
