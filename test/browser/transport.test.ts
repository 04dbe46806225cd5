/** Both transports against a real HTTP server (test/support/protocol-double.mjs) that breaks on demand. */
import { fetchTransport, type TransportRequest, xhrTransport } from '@safeupload/sdk';
import { describe, expect, it } from 'vitest';
import { newRoom } from '../support/room.js';

function request(endpoint: string, more: Partial<TransportRequest> = {}): TransportRequest {
  return {
    method: 'POST',
    url: `${endpoint}/withdraw`,
    headers: {},
    body: '{"uploadId":"x"}',
    stallMs: 5_000,
    answerMs: 5_000,
    signal: new AbortController().signal,
    ...more,
  };
}

describe.each([
  ['xhrTransport', xhrTransport],
  ['fetchTransport', fetchTransport],
])('%s', (_, transport) => {
  it('resolves with any status and the text', async () => {
    const { endpoint } = newRoom();
    expect(await transport(request(endpoint))).toMatchObject({ status: 200, text: expect.stringContaining('"x"') });
    expect(await transport(request(endpoint, { url: `${endpoint}/nowhere` }))).toMatchObject({ status: 404 });
  });

  it('tells how much has left, up to all of it', async () => {
    const room = newRoom();
    const bytes = new Blob([new Uint8Array(3_000_000)], { type: 'image/jpeg' });
    const seen: [number, number][] = [];
    await transport(
      request(room.endpoint, {
        url: `${room.endpoint}/upload?context=post`,
        headers: { 'content-type': 'image/jpeg', 'idempotency-key': 'a'.repeat(22) },
        body: bytes,
        onProgress: (sentBytes, totalBytes) => seen.push([sentBytes, totalBytes]),
      }),
    );
    expect(seen.at(-1)).toEqual([bytes.size, bytes.size]);
    expect(seen.every(([sent], index) => sent >= (seen[index - 1]?.[0] ?? 0))).toBe(true);
    expect((await room.log('upload'))[0]).toMatchObject({ bytes: bytes.size });
  });

  it('ends with network-failed when the connection breaks, there is no server, or no answer comes in time', async () => {
    const { endpoint, set } = newRoom();
    await set({ faults: { withdraw: ['drop-before', 'never'] } });
    await expect(transport(request(endpoint))).rejects.toMatchObject({ code: 'network-failed' });
    const startedAt = performance.now();
    await expect(transport(request(endpoint, { answerMs: 150 }))).rejects.toMatchObject({ code: 'network-failed' });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await expect(transport(request('http://127.0.0.1:9'))).rejects.toMatchObject({ code: 'network-failed' });
  });

  it('says that all may have left where the answer was lost, so that the same claim is shown again', async () => {
    const { endpoint, set } = newRoom();
    await set({ faults: { upload: ['drop-after'] } });
    const body = new Blob([new Uint8Array(1000)], { type: 'image/jpeg' });
    const seen: [number, number][] = [];
    const pending = transport(
      request(endpoint, {
        url: `${endpoint}/upload?context=post`,
        headers: { 'idempotency-key': 'a'.repeat(22) },
        body,
        onProgress: (sentBytes, totalBytes) => seen.push([sentBytes, totalBytes]),
      }),
    );
    await expect(pending).rejects.toMatchObject({ code: 'network-failed' });
    expect(seen.at(-1)).toEqual([1000, 1000]);
  });

  it('stops at once when the signal fires, before and during the request', async () => {
    const { endpoint, set } = newRoom();
    await set({ faults: { withdraw: ['never'] } });
    await expect(transport(request(endpoint, { signal: AbortSignal.abort() }))).rejects.toMatchObject({
      code: 'aborted',
    });
    const stop = new AbortController();
    const pending = transport(request(endpoint, { signal: stop.signal }));
    setTimeout(() => stop.abort(), 50);
    await expect(pending).rejects.toMatchObject({ code: 'aborted' });
  });
});
