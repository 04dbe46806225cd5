// @ts-check

/** @typedef {Record<string, unknown>} Row */

/**
 * The tables of docs/bench.md, a lane each, from what the lane found. A time is a median with its quartiles in brackets.
 * @type {Readonly<Record<string, (found: Row) => string>>}
 */
export const tables = {
  frameToScores: (found) =>
    table(
      ['', 'ours', 'nsfwjs', 'times as fast', 'runs'],
      [['ms', of(found, 'oursMs'), of(found, 'nsfwjsMs'), of(found, 'timesAsFast'), of(found, 'runs')]],
    ),
  pdq: (found) =>
    table(
      ['', 'WebAssembly SIMD, ms', 'plain TypeScript, ms', 'times as fast'],
      [
        ['512 × 512, worker', 'chromium', '512'],
        ['1 MP, worker', 'chromium', '1mp'],
        ['512 × 512, Node', 'node', '512'],
        ['1 MP, Node', 'node', '1mp'],
      ].map(([title = '', where = '', size = '']) => {
        const row = under(found, where, size);
        return [title, of(row, 'wasmMs'), of(row, 'plainMs'), of(row, 'timesAsFast')];
      }),
    ),
  screen1mp: screen,
  screen12mp: screen,
  mainThread: (found) =>
    table(
      ['longest task, ms', 'of that its thread ran, ms', 'longest of the slowest run, ms', 'tasks', 'runs'],
      [['longestMs', 'longestCpuMs', 'slowestRunMs', 'tasks', 'runs'].map((key) => of(found, key))],
    ),
  energy: (found) =>
    table(
      ['', 'processor ms a picture', 'over nsfwjs'],
      [
        ['ours, `plain`', of(found, 'plainCpuMs'), of(found, 'plainOverNsfwjs')],
        ['ours, `as-is`', of(found, 'asIsCpuMs'), of(found, 'asIsOverNsfwjs')],
        ['nsfwjs', of(found, 'nsfwjsCpuMs'), '1'],
      ],
    ),
  memory: (found) =>
    table(
      ['', 'peak, MB', 'above idle, MB', 'highest of all runs, MB'],
      ['12mp', '48mp'].flatMap((size) =>
        [
          ['ours, `plain`', 'plain'],
          ['ours, `as-is`', 'asIs'],
          ['nsfwjs', 'nsfwjs'],
        ].map(([title = '', lane = '']) => {
          const row = under(found, size, lane);
          const failed = row.failed === undefined ? '' : ` (failed: ${row.failed})`;
          const name = `${size.replace('mp', ' MP')}, ${title}${failed}`;
          return [name, of(row, 'peakMb'), of(row, 'aboveIdleMb'), of(row, 'highestMb')];
        }),
      ),
    ),
  manyFiles: (found) =>
    table(
      [
        '',
        'renderer above idle, MB',
        'first row, ms',
        'painted, ms',
        'object URLs made',
        'at once',
        'left',
        'ms a file',
      ],
      [
        ['`plain`', 'plain'],
        ['`as-is`', 'asIs'],
      ].map(([title = '', lane = '']) => {
        const keys = ['aboveIdleMb', 'firstRowMs', 'firstRowPaintedMs'];
        const counts = ['addressesMade', 'addressesAtOnce', 'addressesLeft', 'perFileMs'];
        return [title, ...[...keys, ...counts].map((key) => of(under(found, lane), key))];
      }),
    ),
  pageLoad: (found) =>
    table(
      ['page', 'bytes', 'more than without', 'main thread, ms', 'more than without', 'longest task, ms'],
      [
        ['text field and file picker', 'none'],
        ["the same, the SDK's store mounted", 'store'],
        ['the same, nsfwjs and tfjs-wasm imported', 'nsfwjs'],
        ['text field and file picker in React', 'react'],
        ['text field and `<SafeUpload/>` in React', 'reactDropIn'],
      ].map(([title = '', page = '']) => {
        const row = under(found, page);
        const keys = ['bytes', 'moreBytes', 'mainThreadMs', 'moreMainThreadMs', 'longestTaskMs'];
        return [title, ...keys.map((key) => of(row, key))];
      }),
    ),
  coldStart20mbit: (found) => {
    const [ours, nsfwjs] = [under(found, 'ours'), under(found, 'nsfwjs')];
    const both = (/** @type {string} */ title, /** @type {string} */ key, ratio = '') => [
      title,
      of(ours, key),
      of(nsfwjs, key),
      ratio,
    ];
    const files = [ours, nsfwjs].flatMap((side, index) =>
      Object.keys(side.files ?? {}).map((file) => {
        const row = under(side, 'files', file);
        return [index === 0 ? 'ours' : 'nsfwjs', `\`${file}\``, of(row, 'bytes'), of(row, 'for')];
      }),
    );
    return `${table(
      ['', 'ours', 'nsfwjs', 'ratio'],
      [
        both('empty cache to the first verdict, ms', 'coldMs', of(found, 'oursOverNsfwjs')),
        both('bytes for that, brotli', 'bytes'),
        both('floor: those bytes alone at this rate, ms', 'floorMs'),
        both('above the floor, ms', 'aboveFloorMs'),
        both('processor time of the browser until then, ms', 'coldCpuMs'),
        both('second visit to the first verdict, ms', 'secondVisitMs', of(found, 'secondVisitOursOverNsfwjs')),
        both('bytes for that', 'secondVisitBytes'),
        both('processor time of the browser until then, ms', 'secondVisitCpuMs'),
      ],
    )}\n\n${table(['whose', 'file', 'bytes on the wire', 'what for'], files)}`;
  },
  server: (found) => {
    const rows = [
      ['photographs: decode + encode alone', 'alonePhotographs'],
      ['photographs: two models, the whole picture', 'photographs'],
      ['made pictures: decode + encode alone', 'alone'],
      ['made pictures: two models, the whole picture', 'bothModels'],
      ['and 1 view', 'oneView'],
      ['and 2 views', 'twoViews'],
      ['and 4 views', 'fourViews'],
      ['and inception-v3', 'inception'],
      ['and inception-v3 and 1 view', 'inceptionOneView'],
    ].filter(([, key = '']) => under(found, key).cpuMs !== undefined);
    return table(
      ['', 'wall ms', 'processor ms', 'more processor ms', 'share (processor)', 'share (wall)'],
      rows.map(([title = '', key = '']) => {
        const row = under(found, key);
        return [title, ...['wallMs', 'cpuMs', 'moreCpuMs', 'share', 'wallShare'].map((each) => of(row, each))];
      }),
    );
  },
  curtain: (found) => {
    const row = under(found, 'pglite');
    return table(
      ['public', 'hidden by one press', 'after, s', 'slowest, s', 'all back after, s', 'runs'],
      [
        [
          of(row, 'published'),
          of(row, 'hidden'),
          ...['hiddenMs', 'slowestMs', 'backMs'].map((key) => String(Number(row[key]) / 1000)),
          of(row, 'runs'),
        ],
      ],
    );
  },
};

/** @param {Row} found */
function screen(found) {
  const stages = [
    ['plain', under(found, 'plainStages')],
    ['as-is', under(found, 'asIsStages')],
  ].map(([name, row]) => /** @type {const} */ ([String(name), /** @type {Row} */ (row)]));
  const names = Object.keys(stages[0]?.[1] ?? {});
  return `${table(
    ['', 'ms', 'over nsfwjs', 'over the decoder alone'],
    [
      ['ours, `plain`', of(found, 'plainMs'), of(found, 'plainOverNsfwjs'), of(found, 'plainOverDecodeAlone')],
      ['ours, `as-is`', of(found, 'asIsMs'), of(found, 'asIsOverNsfwjs'), of(found, 'asIsOverDecodeAlone')],
      ['nsfwjs, `File` to scores', of(found, 'nsfwjsMs'), '1', ''],
      ['the decoder alone, in our worker', of(found, 'decodeAloneMs'), '', '1'],
    ],
  )}\n\n${table(
    ['stage, ms', ...names.map((name) => name.replace(/Ms$/, ''))],
    stages.map(([name, row]) => [`\`${name}\``, ...names.map((stage) => of(row, stage))]),
  )}`;
}

/** A part of what was found, empty where there is none. @param {Row} found @param {readonly string[]} path */
function under(found, ...path) {
  let part = found;
  for (const key of path) part = /** @type {Row} */ (part[key] ?? {});
  return part;
}

/** A value with its quartiles, or nothing where it was not measured. @param {Row} row @param {string} key */
function of(row, key) {
  const value = row[key];
  if (value === undefined) return '';
  const spread = row[`${key}Q1`] === undefined ? '' : ` (${row[`${key}Q1`]}–${row[`${key}Q3`]})`;
  return (typeof value === 'number' && Math.abs(value) >= 10_000 ? value.toLocaleString('en-US') : `${value}`) + spread;
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
