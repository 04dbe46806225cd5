// @ts-check
// docs/parts.md, made from the types of the parts: what each draws, and the `data-*` attributes of its state.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const folder = 'packages/react/src/parts';

/** In the order of the drop-in; a part that is not named here makes the page fail. */
const order = [
  'Root',
  'Label',
  'Description',
  'Notice',
  'Dropzone',
  'Trigger',
  'CameraTrigger',
  'Input',
  'LeftOut',
  'List',
  'Item',
  'ItemPreview',
  'ItemName',
  'ItemStatus',
  'ItemProgress',
  'ItemReason',
  'ItemAlt',
  'ItemChoice',
  'ItemHelp',
  'ItemAction',
  'Pause',
  'Clear',
  'Announcer',
];

/** @param {string} comment A doc comment without its frame, as one line. */
const plain = (comment) =>
  comment
    .replace(/^\s*\* ?/gm, '')
    .replace(/\{@link (\w+)\}/g, '`$1`')
    .replace(/\s+/g, ' ')
    .trim();

const cell = (/** @type {string} */ text) => text.replaceAll('|', '\\|');

/**
 * The page. Throws where a part has no doc comment or is not in the order above.
 * @param {string} root Folder of the repository.
 * @returns {Promise<string>}
 */
export async function partsPage(root) {
  const files = (await readdir(join(root, folder))).filter((name) => name.endsWith('.tsx'));
  const texts = await Promise.all(files.map((name) => readFile(join(root, folder, name), 'utf8')));
  /** @type {Map<string, { text: string, element: string, classes: string, state: string }>} */
  const parts = new Map();
  for (const text of texts) {
    for (const [, comment = '', name = ''] of text.matchAll(
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport (?:const|function) ([A-Z]\w*)(?= = definePart|\()/g,
    )) {
      const drawn = new RegExp(`, (\\w+)>\\(\\s*'${name}',\\s*'(\\w+)',\\s*'([^']*)'`).exec(text);
      if (!order.includes(name)) continue;
      const [, state = '', element = '', classes = ''] = drawn ?? [];
      // Its element has a column of its own.
      const said = plain(comment).replace(/ An? `\w+`\.$/, '');
      parts.set(name, { text: said, element, classes, state });
    }
  }
  const missing = order.filter((name) => !parts.has(name));
  const exported = await readFile(join(root, 'packages/react/src/safe-upload.tsx'), 'utf8');
  const named = [...(/Object\.assign\(([\s\S]*)\);/.exec(exported)?.[1] ?? '').matchAll(/^\s+(\w+),$/gm)].map(
    ([, name]) => name ?? '',
  );
  const unlisted = named.filter((name) => !order.includes(name));
  if (missing.length + unlisted.length > 0) {
    throw new Error(`Expected every part documented and in order, got ${[...missing, ...unlisted].join(', ')} amiss.`);
  }

  const states = await readFile(join(root, folder, 'part-states.ts'), 'utf8');
  const values = {
    boolean: 'there or not',
    ItemState: await wordsOf(root, 'packages/sdk/src/browser/item.ts', /itemStates = \[([\s\S]*?)\]/),
    Outcome: await wordsOf(root, 'packages/sdk/src/core/outcome.ts', /outcomes = \[([\s\S]*?)\]/),
    Tone: await wordsOf(root, 'packages/react/src/item-words.ts', /type Tone = ([^;]*);/),
  };
  const tables = [
    ...states.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport interface (\w+)(?: extends (\w+))? \{([\s\S]*?)\n\}/g),
  ].map(([, comment = '', name = '', base, body = '']) => {
    const rows = propsOf(body).map(
      ({ prop, type, about }) =>
        `| \`data-${prop}\` | ${Object.hasOwn(values, type) ? Reflect.get(values, type) : type} | ${cell(about)} |`,
    );
    const parent = base === undefined ? '' : ` Those of \`${base}\`, and:`;
    return `### \`${name}\`\n\n${plain(comment)}${parent}\n\n| attribute | values | meaning |\n|---|---|---|\n${rows.join('\n')}\n`;
  });

  const options = await Promise.all(
    [
      ['Root', 'use-uploader.ts', 'PickOptions'],
      ['Root', 'use-value.ts', 'ValueOptions'],
      ['Root', 'parts/root-context.ts', 'FieldOptions'],
      ['Root', 'parts/root.tsx', 'RootOptions'],
      ['Root', 'use-reports.ts', 'ListReports'],
      ['List', 'parts/list.tsx', 'ListOptions'],
      ['Item', 'parts/item.tsx', 'ItemOptions'],
      ['ItemAction', 'parts/item-action.tsx', 'ItemActionOptions'],
    ].map(async ([part = '', path = '', name = '']) => {
      const text = await readFile(join(root, 'packages/react/src', path), 'utf8');
      const [, body = ''] = new RegExp(`interface ${name}[^{]*\\{([\\s\\S]*?)\\n\\}`).exec(text) ?? [];
      const actions = [...(/type Action = ([^;]*);/.exec(text)?.[1] ?? '').matchAll(/'(\w+)'/g)].map(
        ([, word]) => word,
      );
      return propsOf(body).map(
        ({ prop, type, about }) =>
          `| \`${part}\` | \`${prop}\` | ${cell(`\`${type === 'Action' ? actions.join(' ') : type}\``)} | ${cell(about)} |`,
      );
    }),
  );

  const rows = order.map((name) => {
    const part = parts.get(name);
    const { text = '', element = '', classes = '', state = '' } = part ?? {};
    const classList = classes === '' ? '' : `\`${classes}\``;
    const link = state === '' ? '' : `[\`${state}\`](#${state.toLowerCase()})`;
    return `| \`SafeUpload.${name}\` | ${element === '' ? '' : `\`${element}\``} | ${classList} | ${link} | ${cell(text)} |`;
  });

  return `# Parts

Made from the types by \`node scripts/parts-docs.mjs\`; \`pnpm check\` fails when it is not up to date.

\`<SafeUpload/>\` is made of these and of nothing else, so everything it does can be put together another way. Each part takes
the attributes of its element, a \`className\` (a string, or a function of the state) that is added to its own class, and
\`render\`: another element that gets the part's attributes, or a function \`(props, state) => element\`. A handler that you give
runs before the part's own, which is left out if yours calls \`preventDefault()\`. The state is also in \`data-*\` attributes,
for stylesheets. Parts stand inside \`SafeUpload.Root\`, those called \`Item…\` inside \`SafeUpload.Item\`.

\`\`\`tsx
import { SafeUpload, useSafeUpload } from '@safeupload/react';
import '@safeupload/react/safe-upload.css';

export function Photos() {
  const { store } = useSafeUpload({ assets: '/safe-upload/', endpoint: '/upload', context: 'post' });
  return (
    <SafeUpload.Root store={store} name="pictures">
      <SafeUpload.Label>Photos of the garden</SafeUpload.Label>
      <SafeUpload.Dropzone>
        <SafeUpload.Input />
        <SafeUpload.Trigger className={({ dragging }) => (dragging ? 'glow' : undefined)} />
      </SafeUpload.Dropzone>
      <SafeUpload.List>
        {(id) => (
          <SafeUpload.Item key={id} id={id}>
            <SafeUpload.ItemPreview />
            <SafeUpload.ItemName render={<h4 />} />
            <SafeUpload.ItemStatus />
            <SafeUpload.ItemReason />
            <SafeUpload.ItemAction />
            <SafeUpload.ItemChoice />
          </SafeUpload.Item>
        )}
      </SafeUpload.List>
      <SafeUpload.Notice />
      <SafeUpload.Announcer />
    </SafeUpload.Root>
  );
}
\`\`\`

Leave out what you do not need, with two exceptions: without \`ItemChoice\` (or the \`ItemAction\`s it is made of) a member cannot
answer when a person would have to look, and without \`Announcer\` nothing is announced.

| part | element | class | state | what it is |
|---|---|---|---|---|
${rows.join('\n')}

## Options

Besides the attributes of the element, \`className\` and \`render\`:

| part | option | type | what it does |
|---|---|---|---|
${options.flat().join('\n')}

## States

${tables.join('\n')}`;
}

/**
 * The members of an interface, with their doc comments.
 * @param {string} body
 */
function propsOf(body) {
  return [...body.matchAll(/(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?readonly (\w+)\??: ([^;]+);/g)].map(
    ([, about = '', prop = '', type = '']) => ({
      prop,
      type: type
        .replace(' | undefined', '')
        .replace(/^\((.*)\)$/, '$1')
        .replace(/\s+/g, ' '),
      about: plain(about),
    }),
  );
}

/**
 * The quoted words of a list or a union in a file.
 * @param {string} root @param {string} path @param {RegExp} pattern
 */
async function wordsOf(root, path, pattern) {
  const [, list = ''] = pattern.exec(await readFile(join(root, path), 'utf8')) ?? [];
  const words = [...list.matchAll(/'(\w+)'/g)].map(([, word]) => `\`${word}\``);
  if (words.length === 0) throw new Error(`Expected the words of ${pattern} in ${path}, got none.`);
  return words.join(' ');
}

/**
 * What is wrong with docs/parts.md: nothing, or that it is not up to date.
 * @param {string} root
 * @returns {Promise<readonly string[]>}
 */
export async function checkPartsPage(root) {
  const written = await readFile(join(root, 'docs/parts.md'), 'utf8').catch(() => '');
  return written === (await partsPage(root))
    ? []
    : ['docs/parts.md is not what the types say: node scripts/parts-docs.mjs'];
}
