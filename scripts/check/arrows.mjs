// @ts-check
import { posix } from 'node:path';
import { sourceFiles } from './source-files.mjs';

/**
 * What each room may import. The compiler refuses most of it already (every room is a project of its own); this check
 * also sees packages, and circles inside a room.
 * @type {readonly { room: string, mayImport: readonly RegExp[], except?: string }[]}
 */
const rooms = [
  { room: 'packages/sdk/src/core', mayImport: [/^packages\/sdk\/src\/core\//, /^jose$/] },
  {
    room: 'packages/sdk/src/worker',
    mayImport: [/^packages\/sdk\/src\/(core|worker)\//, /^@safeupload\/sdk\/core$/, /^onnxruntime-web(\/|$)/],
  },
  {
    room: 'packages/sdk/src/browser',
    mayImport: [/^packages\/sdk\/src\/(core|worker|browser)\//, /^@safeupload\/sdk\/core$/],
  },
  {
    // Runs on servers too: of the browser's rooms it knows none.
    room: 'packages/sdk/src/browser/composer/render',
    mayImport: [/^packages\/sdk\/src\/browser\/composer\/render\//],
  },
  {
    room: 'packages/react/src/composer',
    except: 'packages/react/src/composer/tiptap',
    mayImport: [
      /^packages\/react\/src\/(?!composer\/tiptap)/,
      /^@safeupload\/sdk(\/(core|textarea|render))?$/,
      /^react(-dom)?(\/|$)/,
    ],
  },
  {
    // Without React: it is for any TipTap.
    room: 'packages/react/src/composer/tiptap',
    mayImport: [
      /^packages\/react\/src\/composer\/tiptap\//,
      /^@safeupload\/sdk(\/(core|textarea))?$/,
      /^@tiptap\/(core|pm)(\/|$)/,
    ],
  },
  {
    room: 'packages/react/src',
    except: 'packages/react/src/composer',
    mayImport: [/^packages\/react\/src\//, /^@safeupload\/sdk(\/core)?$/, /^react(-dom)?(\/|$)/],
  },
  {
    room: 'packages/server/src',
    except: 'packages/server/src/node',
    mayImport: [
      /^packages\/server\/src\/(?!node\/)/,
      /^@safeupload\/sdk\/core$/,
      /^jose$/,
      /^hono(\/|$)/,
      /^drizzle-orm(\/|$)/,
    ],
  },
  {
    room: 'packages/server/src/node',
    mayImport: [
      /^packages\/server\/src\//,
      /^@safeupload\/(sdk\/core|models)$/,
      /^node:/,
      /^(jose|sharp|onnxruntime-node|@electric-sql\/pglite|@hono\/node-server)(\/|$)/,
      /^(hono|drizzle-orm)(\/|$)/,
    ],
  },
];

// No quote and no semicolon between the two words: SQL says "is distinct from 'x'" too.
const importLine = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;

/**
 * Imports that point the wrong way, and circles among the files of one room. One line a problem.
 * @param {string} root
 * @returns {string[]}
 */
export function checkArrows(root) {
  const problems = [];
  for (const { room, mayImport, except } of rooms) {
    const files = sourceFiles(root, room).filter(({ path }) => except === undefined || !path.startsWith(`${except}/`));
    /** @type {Map<string, string[]>} */
    const graph = new Map();
    for (const { path, text } of files) {
      const targets = importsOf(path, text);
      graph.set(path, targets.filter((target) => target.startsWith('packages/')).map(asSource(files)));
      for (const target of targets) {
        if (!mayImport.some((pattern) => pattern.test(target))) problems.push(`${path} must not import ${target}`);
      }
    }
    problems.push(...circlesIn(graph));
  }
  // The browser's room sees the worker's messages as types only: importing its code would put it on the main thread.
  for (const { path, text } of sourceFiles(root, 'packages/sdk/src/browser')) {
    for (const [, type, target] of text.matchAll(importLine)) {
      if (target?.includes('/worker/') && type === undefined) problems.push(`${path} must import ${target} as type`);
    }
  }
  return problems;
}

/** @param {string} path @param {string} text */
function importsOf(path, text) {
  return [...text.matchAll(importLine)].map(([, , target = '']) =>
    target.startsWith('.') ? posix.join(posix.dirname(path), target) : target,
  );
}

/** @param {readonly { path: string }[]} files @returns {(target: string) => string} */
function asSource(files) {
  const paths = new Set(files.map(({ path }) => path));
  return (target) =>
    [target.replace(/\.js$/, '.ts'), target.replace(/\.js$/, '.tsx')].find((path) => paths.has(path)) ?? target;
}

/** @param {ReadonlyMap<string, readonly string[]>} graph */
function circlesIn(graph) {
  /** @type {string[]} */
  const problems = [];
  /** @type {Map<string, 'open' | 'done'>} */
  const seen = new Map();
  /** @param {string} path @param {readonly string[]} way */
  const visit = (path, way) => {
    if (seen.get(path) === 'done') return;
    if (seen.get(path) === 'open') {
      problems.push(`circle: ${[...way.slice(way.indexOf(path)), path].join(' → ')}`);
      return;
    }
    seen.set(path, 'open');
    for (const target of graph.get(path) ?? []) visit(target, [...way, path]);
    seen.set(path, 'done');
  };
  for (const path of graph.keys()) visit(path, []);
  return problems;
}
