import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import {
  createVerifier,
  type Database,
  type DecisionEvent,
  type Identity,
  type Keys,
  type Measurer,
  migrate,
  type Role,
  type ServerPolicy,
  type Tier,
  type Verifier,
  type VerifierOptions,
} from '@safeupload/server';
import { createMeasurer, directoryBlobs, makeKeys } from '@safeupload/server/node';
import { drizzle } from 'drizzle-orm/pglite';

/** Where the tests' server says it is. */
export const origin = 'https://forum.example';
/** Its audience. */
export const audience = `${origin}/safe-upload`;

/** Everything one test file needs of a server: the real one, with a real database, real files, real measuring. */
export interface Room {
  readonly verifier: Verifier;
  /** What it is made of, for tests that make others on the same database. */
  readonly options: VerifierOptions;
  readonly database: Database;
  readonly client: PGlite;
  readonly measurer: Measurer;
  readonly keys: Keys;
  readonly directory: string;
  /** What the host was told, in order. */
  readonly events: DecisionEvent[];
  /** Errors that no caller saw. */
  readonly errors: { readonly error: unknown; readonly where: string }[];
  /** Every answer's status, to see that none was a 500. */
  readonly statuses: number[];
  /** Adds to the clock, in ms. */
  advance(ms: number): void;
  now(): number;
  /** Makes an account that can sign in. */
  member(name: string, options?: { tier?: Tier; roles?: readonly Role[] }): Member;
  /** Sends a request the way a browser on the forum's page does; `null` takes a header away. */
  send(path: string, member: Member | null, init?: Sending): Promise<Answer>;
  /** The same with another verifier on the same database: another process. */
  another(overrides?: Partial<VerifierOptions>): Promise<Verifier>;
  dispose(): Promise<void>;
}

/** An account with one session. */
export interface Member {
  readonly accountId: string;
  readonly sessionId: string;
  readonly cookie: string;
  /** The same account in another browser. */
  elsewhere(): Member;
}

/** A request to send. */
export interface Sending {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  readonly json?: unknown;
}

/** An answer that was read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The JSON body; an empty object where it is none. */
  readonly body: Record<string, unknown>;
}

/** Opens a room. `overrides.measurer` and `.blobs` replace what is real, for tests of their failing. */
export async function openRoom(
  overrides: Partial<VerifierOptions> & { policy?: ServerPolicy; started?: number } = {},
): Promise<Room> {
  const directory = await mkdtemp(join(tmpdir(), 'safeupload-server-'));
  const client = await PGlite.create();
  const database: Database = drizzle({ client });
  await migrate(database, 0);
  const keys = await makeKeys(join(directory, 'keys.json'));
  const measurer = overrides.measurer ?? createMeasurer({ processes: 1 });
  const members = new Map<string, Identity>();
  const events: DecisionEvent[] = [];
  const errors: { error: unknown; where: string }[] = [];
  const statuses: number[] = [];
  let offset = 0;
  let sessions = 0;
  const now = () => Date.now() + offset;

  const options: VerifierOptions = {
    audience,
    allowedOrigins: [origin],
    identify(request) {
      const bearer = request.headers.get('authorization')?.replace(/^Bearer /, '');
      const cookie = /(?:^|; )session=([^;]+)/.exec(request.headers.get('cookie') ?? '')?.[1];
      return members.get(bearer ?? cookie ?? '') ?? null;
    },
    database,
    blobs: directoryBlobs(join(directory, 'blobs')),
    keys,
    measurer,
    clock: now,
    onDecision: (event) => void events.push(event),
    onError: (error, where) => void errors.push({ error, where }),
    ...overrides,
  };
  const verifier = await createVerifier(options);

  const signIn = (identity: Omit<Identity, 'sessionId'>): Member => {
    sessions += 1;
    const sessionId = `session-${sessions}`;
    members.set(sessionId, { ...identity, sessionId });
    return {
      accountId: identity.accountId,
      sessionId,
      cookie: `session=${sessionId}`,
      elsewhere: () => signIn(identity),
    };
  };

  return {
    verifier,
    options,
    database,
    client,
    measurer,
    keys,
    directory,
    events,
    errors,
    statuses,
    now,
    advance(ms) {
      offset += ms;
    },
    member: (name, { tier = 'known', roles = [] } = {}) => signIn({ accountId: name, tier, roles }),
    async send(path, member, init = {}) {
      const headers = new Headers({ origin });
      if (member !== null) headers.set('cookie', member.cookie);
      if (init.json !== undefined) headers.set('content-type', 'application/json');
      for (const [name, value] of Object.entries(init.headers ?? {})) {
        if (value === null) headers.delete(name);
        else headers.set(name, value);
      }
      const body = init.json === undefined ? init.body : JSON.stringify(init.json);
      const response = await verifier.fetch(
        new Request(path.startsWith('https:') ? path : `${audience}${path}`, {
          method: init.method ?? (body === undefined ? 'GET' : 'POST'),
          headers,
          ...(body === undefined ? {} : { body }),
        }),
      );
      statuses.push(response.status);
      const bytes = new Uint8Array(await response.arrayBuffer());
      const isJson = bytes.length > 0 && response.headers.get('content-type')?.startsWith('application/json') === true;
      return {
        status: response.status,
        headers: response.headers,
        bytes,
        body:
          isJson && bytes.length > 0 ? (JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>) : {},
      };
    },
    another: (more = {}) => createVerifier({ ...options, ...more }),
    async dispose() {
      await verifier.dispose();
      if (overrides.measurer === undefined) await measurer.dispose();
      await client.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** What another part of a test asks of an answer: its refusal's code. */
export function codeOf(answer: Answer): unknown {
  return answer.body.code;
}
