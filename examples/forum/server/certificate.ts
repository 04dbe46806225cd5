import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate } from 'selfsigned';

/** A certificate and its private key, PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * The demo's own certificate for these addresses, kept in the data directory (0600) so that a phone that accepted it once
 * need not again; made anew when the computer has other addresses.
 */
export async function certificateFor(dataDirectory: string, addresses: readonly string[]): Promise<Certificate> {
  const file = path.join(dataDirectory, 'certificate.json');
  const names = ['localhost', '127.0.0.1', ...addresses].join(' ');
  const kept = await keptIn(file);
  if (kept?.names === names) return kept;
  const made = await generate([{ name: 'commonName', value: 'The Kitchen Table' }], {
    keyType: 'ec',
    curve: 'P-256',
    notAfterDate: new Date(Date.now() + 365 * 24 * 3600 * 1000),
    extensions: [
      { name: 'basicConstraints', cA: false },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          ...addresses.map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  const fresh = { names, cert: made.cert, key: made.private };
  await writeFile(file, JSON.stringify(fresh), { mode: 0o600 });
  return fresh;
}

async function keptIn(file: string): Promise<(Certificate & { readonly names: string }) | null> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value !== 'object' || value === null) return null;
    const { names, cert, key } = value as Readonly<Record<string, unknown>>;
    return typeof names === 'string' && typeof cert === 'string' && typeof key === 'string'
      ? { names, cert, key }
      : null;
  } catch {
    return null;
  }
}
