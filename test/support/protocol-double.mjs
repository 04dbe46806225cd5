// @ts-check
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';

/**
 * A stand-in for the server's routes, for tests of the store alone: a real HTTP server on a port of its own, which
 * verifies signatures, nonces, times and digests as docs/wire.md says, and which fails on demand in ways a healthy server
 * does not (drops the connection after it has settled an upload, never answers, expires nonces). It measures no
 * picture: outcomes are what the test set. End-to-end tests run against the real server.
 *
 * Each test has a room, `/r/{room}/…`, made at its first request. `POST /r/{room}/control` changes its settings,
 * `GET /r/{room}/log` tells what arrived.
 *
 * @typedef {{ nonce: string, key: import('jose').JWK, thumbprint: string, context: string, expiresAt: number, bound: string | null, answer: object | null }} Ticket
 * @typedef {{ settings: { member: string, clockOffsetMs: number, nonceLifeMs: number, outcome: string, refusedDigests: string[], policy: any, faults: Record<string, string[]>, answerAfterMs: number },
 *   tickets: Map<string, Ticket>, byKey: Map<string, object>, log: object[], policies: Set<string>, uploads: Map<string, string> }} Room
 */

/** @type {Map<string, Room>} */
const rooms = new Map();

const defaultPolicy = {
  v: 1,
  id: 'double-1',
  preparation: 'plain',
  plain: { longestSidePx: 2048, quality: 0.85 },
  models: { first: 'mobilenet-v2', second: 'open-nsfw' },
  secondOpinionAt: 0.2,
  secondOpinionTimeoutMs: 8000,
  blockAbove: 0.7,
  holdAbove: { both: 0.2, first: 0.9 },
  stoppedNotices: false,
};

/** @param {string | Uint8Array} bytes */
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** @param {any} value @returns {string} */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

/** @param {string} name @returns {Room} */
function roomOf(name) {
  const found = rooms.get(name);
  if (found !== undefined) return found;
  const room = {
    settings: {
      member: 'member',
      clockOffsetMs: 0,
      nonceLifeMs: 600_000,
      outcome: 'allowed',
      refusedDigests: [],
      policy: defaultPolicy,
      faults: {},
      answerAfterMs: 0,
    },
    tickets: new Map(),
    byKey: new Map(),
    log: [],
    policies: new Set(),
    uploads: new Map(),
  };
  rooms.set(name, room);
  return room;
}

class Refusal extends Error {
  /** @param {number} status @param {string} code @param {object} [more] */
  constructor(status, code, more = {}) {
    super(code);
    this.status = status;
    this.body = { v: 1, code, message: `The double refused: ${code}.`, ...more };
  }
}

/** @param {Room} room @param {any} key @param {string} thumbprint @param {number} count @param {string} context @param {string} aud */
function challengeOf(room, key, thumbprint, count, context, aud) {
  const now = Date.now() + room.settings.clockOffsetMs;
  const policySha256 = sha256(canonical(room.settings.policy));
  room.policies.add(policySha256);
  const nonces = Array.from({ length: count }, () => {
    const nonce = randomBytes(18).toString('base64url');
    const expiresAt = now + room.settings.nonceLifeMs;
    room.tickets.set(nonce, { nonce, key, thumbprint, context, expiresAt, bound: null, answer: null });
    return nonce;
  });
  const sub = createHash('sha256').update(`${aud} ${room.settings.member}`).digest('base64url');
  const expiresAt = now + room.settings.nonceLifeMs;
  return { v: 1, aud, sub, context, nonces, issuedAt: now, expiresAt, policy: room.settings.policy, policySha256 };
}

/** @param {Room} room @param {string} token @param {string} origin @param {string} aud @param {string} [typ] */
async function verifyClaim(room, token, origin, aud, typ = 'safeupload-claim+jwt') {
  if (token.length > 8192) throw new Refusal(400, 'claim-malformed');
  const [headerPart = '', payloadPart = ''] = token.split('.');
  const header = JSON.parse(Buffer.from(headerPart, 'base64url').toString());
  const claim = JSON.parse(Buffer.from(payloadPart, 'base64url').toString());
  if (Object.keys(header).join() !== 'alg,typ,kid' || header.alg !== 'ES256' || header.typ !== typ) {
    throw new Refusal(400, 'claim-algorithm');
  }
  const ticket = room.tickets.get(claim.nonce);
  const fresh = () => {
    if (ticket === undefined) throw new Refusal(409, 'nonce-unknown');
    return { challenge: challengeOf(room, ticket.key, ticket.thumbprint, 1, ticket.context, aud) };
  };
  if (ticket === undefined) throw new Refusal(409, 'nonce-unknown');
  if (header.kid !== ticket.thumbprint) throw new Refusal(403, 'key-mismatch');
  await compactVerify(token, await importJWK(ticket.key, 'ES256'), { algorithms: ['ES256'] }).catch(() => {
    throw new Refusal(403, 'signature-invalid');
  });
  const identity = sha256(`${headerPart}.${payloadPart}`);
  const now = Date.now() + room.settings.clockOffsetMs;
  if (claim.iss !== origin) throw new Refusal(403, 'issuer-mismatch');
  if (claim.aud !== aud) throw new Refusal(403, 'audience-mismatch');
  if (claim.context !== ticket.context) throw new Refusal(403, 'context-mismatch');
  if (claim.exp - claim.iat > 300 || claim.exp <= claim.iat) throw new Refusal(400, 'claim-lifetime');
  if (ticket.bound !== null && ticket.bound !== identity) throw new Refusal(409, 'nonce-replayed');
  if (ticket.bound === null && ticket.expiresAt <= now) throw new Refusal(409, 'nonce-expired', fresh());
  if (ticket.answer === null) {
    if (claim.exp * 1000 <= now) throw new Refusal(409, 'claim-expired', fresh());
    if (claim.iat * 1000 > now + 1000) throw new Refusal(409, 'claim-early', fresh());
    if (!room.policies.has(claim.policy.sha256)) throw new Refusal(409, 'policy-unknown', fresh());
  }
  ticket.bound = identity;
  return { ticket, claim };
}

/** @param {string} type @param {Buffer} body @returns {Promise<Map<string, any>>} */
async function formOf(type, body) {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const parts = new Map();
  for (const [name, value] of form) {
    parts.set(name, typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer()));
  }
  return parts;
}

/**
 * @param {Room} room @param {string} route @param {URL} url @param {import('node:http').IncomingMessage} request
 * @param {Buffer} body @param {string} aud
 */
async function answer(room, route, url, request, body, aud) {
  const origin = request.headers.origin ?? '';
  const { settings } = room;
  const newId = () => randomBytes(18).toString('base64url');
  if (route === 'challenge') {
    const { key, count, context, ...others } = JSON.parse(body.toString());
    if (Object.keys(others).length > 0 || !(count >= 1 && count <= 20)) throw new Refusal(400, 'request-invalid');
    room.log.push({ route, count, context, key });
    return challengeOf(room, key, await calculateJwkThumbprint(key), count, context, aud);
  }
  if (route === 'precheck') {
    const { claim: token } = JSON.parse(body.toString());
    const { ticket, claim } = await verifyClaim(room, token, origin, aud);
    room.log.push({ route, claim, token });
    if (ticket.answer !== null) return ticket.answer;
    if (![claim.upload.sha256, claim.source.sha256].some((digest) => settings.refusedDigests.includes(digest))) {
      return { v: 1, proceed: true };
    }
    ticket.answer = { v: 1, uploadId: newId(), outcome: 'refused' };
    return ticket.answer;
  }
  if (route === 'upload') {
    const type = request.headers['content-type'] ?? '';
    const form = type.startsWith('multipart/') ? await formOf(type, body) : null;
    /** @type {Buffer} */
    const bytes = form === null ? body : form.get('file');
    const token = form === null ? request.headers['safe-upload-claim'] : form.get('safe_upload_claim');
    const repeatKey = form === null ? request.headers['idempotency-key'] : form.get('idempotency_key');
    const appeal = (form === null ? url.searchParams.get('appeal') : form.get('appeal')) === '1';
    const entry = {
      route,
      bytes: bytes.length,
      sha256: sha256(bytes),
      type,
      parts: form === null ? null : [...form.keys()],
      appeal,
      note: form?.get('note') ?? null,
      repeatKey: repeatKey ?? null,
      context: url.searchParams.get('context') ?? form?.get('context') ?? null,
      authorization: request.headers.authorization ?? null,
      claim: /** @type {any} */ (null),
    };
    room.log.push(entry);
    const outcome = (/** @type {boolean} */ blocked) => (appeal || blocked ? 'held' : settings.outcome);
    if (typeof token !== 'string') {
      if (typeof repeatKey !== 'string') throw new Refusal(400, 'idempotency-key-missing');
      const kept = room.byKey.get(repeatKey) ?? { v: 1, uploadId: newId(), outcome: outcome(false) };
      room.byKey.set(repeatKey, kept);
      return kept;
    }
    const { ticket, claim } = await verifyClaim(room, token, origin, aud);
    entry.claim = claim;
    if (claim.upload.sha256 !== entry.sha256 || claim.upload.bytes !== bytes.length) {
      throw new Refusal(422, 'digest-mismatch');
    }
    ticket.answer ??= { v: 1, uploadId: newId(), outcome: outcome(claim.verdict.action === 'block') };
    return ticket.answer;
  }
  if (route === 'stopped') {
    const { notice: token, ...others } = JSON.parse(body.toString());
    if (Object.keys(others).length > 0) throw new Refusal(400, 'request-invalid');
    const { claim: notice } = await verifyClaim(room, token, origin, aud, 'safeupload-stopped+jwt');
    room.log.push({ route, notice });
    return { v: 1, received: true };
  }
  if (route === 'withdraw') {
    const { uploadId } = JSON.parse(body.toString());
    room.log.push({ route, uploadId });
    return { v: 1, uploadId, outcome: 'allowed', state: 'withdrawn' };
  }
  throw new Refusal(404, 'route-unknown');
}

/** Starts the double on a free port of this machine. @returns {Promise<{ address: string, close: () => Promise<void> }>} */
export async function startProtocolDouble() {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const [, , name = '', route = ''] = url.pathname.split('/');
    const room = roomOf(name);
    const { settings } = room;
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
    response.setHeader('access-control-allow-credentials', 'true');
    response.setHeader(
      'access-control-allow-headers',
      'content-type, safe-upload-claim, idempotency-key, authorization',
    );
    response.setHeader('cache-control', 'no-store');
    // A kept connection that is dropped makes Chromium repeat a request by itself: not what is tested here.
    response.setHeader('connection', 'close');
    if (request.method === 'OPTIONS') return response.writeHead(204).end();
    const send = (/** @type {number} */ status, /** @type {unknown} */ value) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    const fault = route === 'control' || route === 'log' ? undefined : settings.faults[route]?.shift();
    if (fault === 'drop-before') {
      room.log.push({ route, dropped: true });
      return request.socket.destroy();
    }
    try {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      if (route === 'log') return send(200, room.log);
      if (route === 'control') {
        const { forgetPolicies, ...changes } = JSON.parse(body.toString());
        if (forgetPolicies === true) room.policies.clear();
        Object.assign(settings, changes);
        return send(200, {});
      }
      if (fault === 'never') return undefined;
      if (fault !== undefined && /^\d{3}$/.test(fault)) {
        room.log.push({ route, fault });
        return response.writeHead(Number(fault), { 'content-type': 'text/html' }).end('<h1>proxy</h1>');
      }
      if (fault?.includes(':')) {
        const [status = '500', code = ''] = fault.split(':');
        room.log.push({ route, fault });
        throw new Refusal(Number(status), code, Number(status) === 429 ? { retryAfterSeconds: 0 } : {});
      }
      const aud = `http://${request.headers.host}/r/${name}`;
      const value = await answer(room, route, url, request, body, aud);
      if (settings.answerAfterMs > 0) await new Promise((resolve) => setTimeout(resolve, settings.answerAfterMs));
      if (fault === 'drop-after') return request.socket.destroy();
      return send(200, value);
    } catch (error) {
      if (error instanceof Refusal) {
        room.log.push({ route, refused: error.body.code });
        return send(error.status, error.body);
      }
      return send(500, { failed: String(error) });
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the double has no port');
  return {
    address: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
