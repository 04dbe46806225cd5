import { writeFile } from 'node:fs/promises';
import { isSafeUploadError, toErrorRecord } from '@safeupload/sdk/core';
import { limitSharp } from './decoder.js';
import { measure } from './measure.js';
import type { MeasureMessage, MeasureRequest } from './messages.js';
import { type Model, openModels } from './models.js';

// The entry of a measuring process: everything that touches the pixels of hostile bytes runs here, without secrets in its
// environment, and is killed by the server when it takes too long or too much. It answers over the channel of `fork`.

function say(message: MeasureMessage): void {
  process.send?.(message);
}

async function answer(request: MeasureRequest, models: readonly Model[]): Promise<void> {
  const { id } = request;
  try {
    const measured = await measure(request.bytes, request.header, {
      models,
      limits: request.limits,
      derivatives: request.derivatives,
      views: request.views,
      onDecoded: () => say({ kind: 'decoded', id }),
    });
    say({ kind: 'measured', id, measured });
  } catch (thrown) {
    // What is not one of our errors is a mistake of ours and not a damaged file: the caller holds the picture.
    const isMemory = thrown instanceof RangeError && /allocation|array length/i.test(thrown.message);
    if (!isSafeUploadError(thrown)) console.error('safeupload: measuring failed', thrown);
    say({ kind: 'failed', id, error: toErrorRecord(thrown, isMemory ? 'out-of-memory' : 'model-failed') });
  }
}

// The server is gone, by `kill -9` too: nobody is left to measure for.
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the server ends this process when it has finished its own work.
process.on('SIGINT', () => {});

// Where the machine runs out of memory, Linux should end this process and not the server or the database: its picture is
// held and another process is started. Elsewhere there is no such file.
await writeFile('/proc/self/oom_score_adj', '1000').catch(() => undefined);

try {
  limitSharp();
  const models = await openModels(process.argv.slice(2).map((directory) => new URL(directory)));
  process.on('message', (request: MeasureRequest) => {
    void answer(request, models);
  });
  say({ kind: 'ready' });
} catch (thrown) {
  say({ kind: 'unfit', error: toErrorRecord(thrown, 'model-failed') });
}
