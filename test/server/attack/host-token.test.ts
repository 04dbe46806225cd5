import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { createHostTokens } from '../../../packages/server/src/node/host-token.js';

const audience = 'https://forum.example/safe-upload';
const secret = new TextEncoder().encode('a secret of the host, thirty-two bytes or more');
const member = { sub: 'ann', sid: 's1', tier: 'known', roles: [] as unknown };
const tokens = createHostTokens({ secret }, audience);

const asked = (token: string, scheme = 'Bearer ') =>
  new Request(audience, { headers: { authorization: `${scheme}${token}` } });
const signed = (claims: object, expires: string | number | null = '10m', key: Uint8Array = secret) => {
  const jwt = new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' });
  return (expires === null ? jwt : jwt.setExpirationTime(expires)).sign(key);
};

test('an honest token is somebody, and only that', async () => {
  expect(await tokens.identify(asked(await signed(member)))).toEqual({
    accountId: 'ann',
    sessionId: 's1',
    tier: 'known',
    roles: [],
  });
  expect(await tokens.isHost(asked(await signed(member)))).toBe(false);
  expect(await tokens.isHost(asked(await signed({ scope: 'host' })))).toBe(true);
});

test.each<[string, () => Promise<string> | string]>([
  ['no signature', () => new UnsecuredJWT(member).setExpirationTime('10m').encode()],
  ['another secret', () => signed(member, '10m', new TextEncoder().encode('another secret of thirty-two bytes or so'))],
  ['an empty secret', () => signed(member, '10m', new Uint8Array(32))],
  ['no end', () => signed(member, null)],
  ['an end that is past', () => signed(member, Math.floor(Date.now() / 1000) - 60)],
  ['an end in two hours', () => signed(member, '2h')],
  ['a begin in the future', () => signed({ ...member, nbf: Math.floor(Date.now() / 1000) + 600 })],
  ['another audience', () => signed({ ...member, aud: 'https://other.example' })],
  ['an audience that only begins alike', () => signed({ ...member, aud: `${audience}/` })],
  ['a scope', () => signed({ ...member, scope: 'host' })],
  ['an empty scope', () => signed({ ...member, scope: '' })],
  ['no session', () => signed({ ...member, sid: undefined })],
  ['an empty account', () => signed({ ...member, sub: '' })],
  ['an account of 201 letters', () => signed({ ...member, sub: 'a'.repeat(201) })],
  ['an account with a zero byte', () => signed({ ...member, sub: 'a\0b' })],
  ['an unknown tier', () => signed({ ...member, tier: 'admin' })],
  ['a tier of Object', () => signed({ ...member, tier: 'constructor' })],
  ['an unknown role', () => signed({ ...member, roles: ['root'] })],
  ['roles as a text', () => signed({ ...member, roles: 'moderator' })],
  ['four roles', () => signed({ ...member, roles: ['moderator', 'moderator', 'safety', 'safety'] })],
  ['5,000 letters', () => signed({ ...member, more: 'x'.repeat(5_000) })],
])('a token with %s is nobody', async (name, make) => {
  const token = await make();
  expect(await tokens.identify(asked(token))).toBeNull();
  if (!name.includes('scope')) expect(await tokens.isHost(asked(token))).toBe(false);
});

test('a token said otherwise is nobody', async () => {
  const token = await signed(member);
  for (const scheme of ['', 'Basic ', 'Bearer  ', 'Bearer x, Bearer ']) {
    expect(await tokens.identify(asked(token, scheme)), scheme).toBeNull();
  }
  expect(
    await tokens.identify(new Request(audience, { headers: { cookie: `authorization=Bearer ${token}` } })),
  ).toBeNull();
  expect(await tokens.identify(new Request(`${audience}?authorization=Bearer%20${token}`))).toBeNull();
});

test('a public key is no secret: HS256 under the published key is nobody', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'k' };
  const published = createHostTokens({ jwks: { keys: [jwk] } }, audience);
  const honest = await new SignJWT(member)
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setExpirationTime('10m')
    .sign(privateKey);
  expect((await published.identify(asked(honest)))?.accountId).toBe('ann');
  for (const key of [JSON.stringify(jwk), JSON.stringify({ keys: [jwk] }), jwk.x ?? '', `${jwk.x}${jwk.y}`]) {
    expect(await published.identify(asked(await signed(member, '10m', new TextEncoder().encode(key))))).toBeNull();
  }
});

test('a short secret is refused at the start', () => {
  expect(() => createHostTokens({ secret: new Uint8Array(31) }, audience)).toThrow(/at least 32 bytes/);
});
