import { readFile } from 'node:fs/promises';
import { SafeUploadError, toUtf8 } from '@safeupload/sdk/core';
import type { Keys } from '../../keys.js';
import type { ServerPolicy } from '../../policy/server-policy.js';
import { dataPaths } from '../data-paths.js';
import type { HostSecret } from '../host-token.js';
import { loadKeys, parseKeys } from '../keys-file.js';
import { startStandalone } from '../standalone.js';
import { type Command, readNumber, readWords, UsageError } from './command.js';
import { developer, developmentKeys, developmentOrigins, refuseOutsideDevelopment } from './development.js';
import { modelFlag, modelFolders } from './model-folders.js';
import { readPolicy } from './policy-file.js';

/** `safeupload serve`. */
export const serve: Command = {
  help: `Usage: safeupload serve --origin ORIGIN [flags]

Runs the server by itself, for communities whose software is not JavaScript.
Browsers talk to it under the path of the audience; your own software calls
{audience}/host/attach, detach, status, pictures, screen, report, holds, desk,
decide-hold, decide-group, look, hide, takedown, undo, decisions, curtain,
curtain-up, curtain-down, breaker, trust, banks, declare-bank, add-to-bank,
legal-hold-place, legal-hold-lift, legal-holds, export-record, audit and
audit-verify. docs/serve.md says what each takes.

  --origin ORIGIN      of the pages that may upload; may be repeated
  --audience URL       address of the routes as browsers see it
                       (default http://localhost:PORT/safe-upload)
  --port N             (default 8787)
  --hostname ADDRESS   to listen on (default 127.0.0.1)
  --data DIR           database, pictures, control socket (default .data)
  --keys FILE          (default DIR/keys.json)
  --trust-proxy NAME   header in which your proxy states the client
  --webhook URL        where decisions are posted, signed
  --model DIR          a further model that looks at every picture: a folder with
                       manifest.json and its ONNX file; may be repeated
  --policy FILE        JSON with the sections of the server's policy that differ
                       from the default, each whole: see docs/policy.md
  --development        for trying it on this machine: no tokens and no secrets,
                       everybody is one member, keys are made once, pages of
                       localhost:5173, 4173, 3000 and 8080 may upload, and the
                       audience is http://localhost:PORT/upload
  --help               this text

Secrets come from the environment:
  SAFEUPLOAD_KEYS            the content of the keys file, instead of --keys
  SAFEUPLOAD_JWT_SECRET      HS256 secret of your tokens, at least 32 bytes; or
  SAFEUPLOAD_JWKS            your ES256 public keys: JSON, or the path of a file
  SAFEUPLOAD_WEBHOOK_SECRET  for --webhook

A member's requests carry "Authorization: Bearer" with a JWT that you mint with
any stock library: sub (account), sid (session), tier (new, known, trusted),
roles (of volunteer, moderator, safety), exp (at most an hour ahead), and since
(when the account was made, ms since the epoch) where you know it. Your own calls
carry one with scope "host" and exp.
`,
  async run(words, context) {
    const read = readWords(words, {
      origin: { type: 'string', multiple: true },
      audience: { type: 'string' },
      port: { type: 'string' },
      hostname: { type: 'string' },
      data: { type: 'string' },
      keys: { type: 'string' },
      'trust-proxy': { type: 'string' },
      webhook: { type: 'string' },
      policy: { type: 'string' },
      development: { type: 'boolean' },
      ...modelFlag,
    });
    if (read.positionals.length > 0) throw new UsageError(`serve takes only flags, got ${read.positionals[0]}.`);
    const port = readNumber('port', read.text('port'), 0, 65_535) ?? 8787;
    const dataDirectory = read.text('data') ?? '.data';
    const hostname = read.text('hostname') ?? '127.0.0.1';
    const trustProxy = read.text('trust-proxy');
    const development = read.has('development');
    const origins = read.texts('origin');
    const audience = read.text('audience') ?? `http://localhost:${port}/${development ? 'upload' : 'safe-upload'}`;
    if (development) refuseOutsideDevelopment({ hostname, origins, audience, trustProxy, mode: process.env.NODE_ENV });
    const keysFile = read.text('keys') ?? dataPaths(dataDirectory).keys;
    const keys = development ? await developmentKeys(keysFile) : await readKeys(keysFile);
    const webhookUrl = read.text('webhook');
    const policy = await readPolicy(read.text('policy'));
    const standalone = await startStandalone({
      policy,
      models: modelFolders(read),
      dataDirectory,
      keys,
      audience,
      allowedOrigins: development ? [...developmentOrigins, ...origins] : origins,
      host: development ? { everybody: developer } : await readHostSecret(),
      port,
      hostname,
      ...(trustProxy === undefined ? {} : { trustProxy }),
      ...(webhookUrl === undefined ? {} : { webhook: { url: webhookUrl, secret: webhookSecret() } }),
      onStarting: (part) => context.say(`${startingLines[part](dataDirectory)}\n`),
      onError: (error, where) => context.say(`${where}: ${error instanceof Error ? error.message : String(error)}\n`),
    }).catch((thrown: unknown) => {
      throw isPortTaken(thrown) ? new Error(portTakenSentence(port), { cause: thrown }) : thrown;
    });
    const next = development
      ? 'Start your app now (npm run dev) and pick a picture in it; the app sends /upload here.'
      : `Your pages send their pictures there, your own software calls ${audience}/host/…; docs/serve.md says how.`;
    context.say(
      [
        `SafeUpload is ready: it listens on port ${standalone.port} for ${audience}`,
        next,
        ...(development
          ? [`For trying it only: everybody is one member. Delete ${dataDirectory} to start again.`]
          : []),
        holdingSentence(policy),
        'Ctrl-C ends it.',
        '',
      ].join('\n'),
    );
    await stopped(context.signal);
    await standalone.close();
    return 0;
  },
};

function isPortTaken(thrown: unknown): boolean {
  return thrown instanceof Error && Reflect.get(thrown, 'code') === 'EADDRINUSE';
}

function portTakenSentence(port: number): string {
  return `Port ${port} is in use by another program, perhaps another server of ours. End that one, or choose another: --port ${port + 1}, also where your pages send their pictures to.`;
}

/** Said before what takes its time, so that nobody takes a quiet terminal for a broken one. */
const startingLines = {
  database: (directory: string) =>
    `SafeUpload is starting, which takes some seconds. Opening the database in ${directory} …`,
  models: () => 'Loading the models …',
} as const;

/** Which scores make a picture wait: a section of a policy file replaces all of the default's, also what one forgot in it. */
function holdingSentence({ holdAbove, furtherModels }: ServerPolicy): string {
  const names = Object.keys(holdAbove.alone);
  const alone = Object.entries({ ...holdAbove.alone, ...furtherModels.holdAbove });
  const each = alone.map(([id, risk]) => `${id} above ${risk}`);
  const together = names.length > 1 ? `or ${names.join(' and ')} each above ${holdAbove.all}` : 'no two together';
  return `The classifiers give each picture a number from 0 (calm) to 1 (alarmed). It waits for a person with ${[...each, together].join(', ')}; lower numbers let more wait (--policy).`;
}

async function readKeys(file: string): Promise<Keys> {
  const text = process.env.SAFEUPLOAD_KEYS;
  return text === undefined || text === '' ? loadKeys(file) : parseKeys(text);
}

async function readHostSecret(): Promise<HostSecret> {
  const { SAFEUPLOAD_JWT_SECRET: secret, SAFEUPLOAD_JWKS: jwks } = process.env;
  if (secret) return { secret: toUtf8(secret) };
  if (!jwks) {
    throw new SafeUploadError(
      'options-invalid',
      'The server cannot tell who is asking: set SAFEUPLOAD_JWT_SECRET or SAFEUPLOAD_JWKS. See safeupload serve --help.',
    );
  }
  const text = jwks.trimStart().startsWith('{') ? jwks : await readFile(jwks, 'utf8');
  try {
    return { jwks: JSON.parse(text) };
  } catch (cause) {
    throw new SafeUploadError('options-invalid', 'SAFEUPLOAD_JWKS is not JSON.', { cause });
  }
}

function webhookSecret(): string {
  const secret = process.env.SAFEUPLOAD_WEBHOOK_SECRET;
  if (secret) return secret;
  throw new SafeUploadError('options-invalid', '--webhook needs SAFEUPLOAD_WEBHOOK_SECRET to sign what it posts.');
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
