import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeColourModel } from '../../support/colour-model.mjs';
import { openServeProcess, type ServeProcess } from '../support/serve-process.js';

// `safeupload serve --model DIR --policy FILE`: an operator's own model beside the shipped ones, in the server as built.

let server: ServeProcess;
let model: string;
let policy: string;

beforeAll(async () => {
  server = await openServeProcess();
  model = fileURLToPath(await writeColourModel(join(server.directory, 'red'), { id: 'red', title: 'How red it is' }));
  policy = join(server.directory, 'policy.json');
  const sections = { id: 'ours-1', furtherModels: { holdUnnamedAbove: 0.9, holdAbove: { red: 0.5 } } };
  await writeFile(policy, JSON.stringify(sections));
});
afterAll(() => server.dispose());

/** A picture of one colour, screened as the host's software does it. */
async function outcomeOf(background: string): Promise<string> {
  const picture = await sharp({ create: { width: 300, height: 200, channels: 3, background } })
    .png()
    .toBuffer();
  const response = await fetch(`${server.base()}/host/screen?accountId=ada&tier=trusted&context=post`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await server.token({ scope: 'host' })}` },
    body: new Uint8Array(picture),
  });
  return (await response.json()).value.outcome;
}

/** How a start with these flags ends. */
async function startOf(...flags: string[]): Promise<{ code: number | null; err: string }> {
  return server.command('serve', '--port', '0', '--origin', 'https://forum.example', ...flags);
}

describe('serve with a further model', () => {
  it('holds above the threshold of the policy, and names the model at the desk without a score', async () => {
    await server.start('--model', model, '--policy', policy);
    expect(await outcomeOf('#600000')).toBe('allowed');
    expect(await outcomeOf('#d00000')).toBe('held');
    const by = { accountId: 'mona', roles: ['moderator'] };
    const { body } = await server.host('desk', { lane: 'ordinary', groupBy: 'account', by });
    const [{ rows }] = body.value.groups;
    expect(rows[0].reasons).toEqual([
      'The classifier “How red it is” was uneasy about it. It is often wrong: beaches, babies and art look alike to it.',
    ]);
    expect(await server.stop()).toBe(0);
  });

  it('is inspected as the server would judge it: with its model, its policy and, given its keys, its views', async () => {
    // Red in a black frame of a twentieth of each side: 81 % red as a whole, at least 87 % in any view of 80 to 95 %.
    const red = await sharp({ create: { width: 360, height: 270, channels: 3, background: '#ff0000' } })
      .png()
      .toBuffer();
    const black = sharp({ create: { width: 400, height: 300, channels: 3, background: '#000000' } });
    const file = join(server.directory, 'framed.png');
    await black
      .composite([{ input: red, left: 20, top: 15 }])
      .png()
      .toFile(file);
    const strict = join(server.directory, 'strict.json');
    await writeFile(strict, JSON.stringify({ furtherModels: { holdUnnamedAbove: 0.845, holdAbove: {} } }));
    const actionOf = async (...flags: string[]): Promise<unknown> => {
      const { out } = await server.command('inspect', '--json', '--processes', '1', ...flags, file);
      return JSON.parse(out).action;
    };
    const keys = join(server.directory, 'keys.json');
    expect(await actionOf('--model', model)).toBe('allow');
    expect(await actionOf('--model', model, '--policy', strict)).toBe('allow');
    expect(await actionOf('--model', model, '--policy', strict, '--keys', keys)).toBe('hold');
  });

  it('does not start without its file, with another one, or where the policy does not parse', async () => {
    const missing = await startOf('--model', join(server.directory, 'nowhere'));
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('(assets-missing)')]);
    const altered = await writeColourModel(join(server.directory, 'altered'), { id: 'altered' });
    await writeFile(new URL('model.onnx', altered), 'another file');
    const other = await startOf('--model', model, '--model', fileURLToPath(altered));
    expect([other.code, other.err]).toEqual([1, expect.stringContaining('(asset-digest-mismatch)')]);
    await writeFile(join(server.directory, 'wrong.json'), '{ "furtherModels": { "holdAbove": {} } }');
    const wrong = await startOf('--model', model, '--policy', join(server.directory, 'wrong.json'));
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('(policy-invalid)')]);
    await writeFile(join(server.directory, 'none.json'), '[]');
    const none = await startOf('--policy', join(server.directory, 'none.json'));
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('(policy-invalid)')]);
  });
});
