// @ts-check
// The demo: builds what is stale, starts the example forum, says what to try, ends everything on Ctrl-C.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`SafeUpload needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer Node first.`);
  process.exit(1);
}

const help = `usage: demo [--port NUMBER] [--lan] [--data DIRECTORY] [--no-seed] [--no-build]

Starts the example forum.

  --port NUMBER      where it answers; 4173 by default
  --lan              https, for phones in the same network; staff accounts then need the PIN printed here
  --data DIRECTORY   where database, keys and pictures are kept; .data by default
  --no-seed          start without the first threads
  --no-build         start what was built before
`;

const words = process.argv.slice(2).filter((word) => word !== '--');
if (words.includes('--help')) {
  console.log(help);
  process.exit(0);
}

/** @param {string} message */
function stop(message) {
  console.error(`\n${message}`);
  process.exit(1);
}

const startedAt = Date.now();
const log = (/** @type {string} */ line) => console.log(line);

if (!words.includes('--no-build')) {
  const { buildForum } = await import('../examples/forum/build.mjs');
  await buildForum(log).catch((/** @type {Error} */ error) => stop(`The demo could not be built. ${error.message}`));
}

const { readOptions } = await import('../examples/forum/dist/server/options.js');
const { startForum } = await import('../examples/forum/dist/server/start.js');

/** @type {import('../examples/forum/dist/server/options.js').StartOptions} */
let options;
try {
  options = readOptions(words.filter((word) => word !== '--no-build'));
} catch (error) {
  stop(`${/** @type {Error} */ (error).message}\n\n${help}`);
  throw error;
}

/** @type {import('../examples/forum/dist/server/start.js').RunningForum | undefined} */
let forum;
let isEnding = false;
async function end() {
  // The second Ctrl-C does not wait for anything.
  if (isEnding) process.exit(1);
  isEnding = true;
  console.log('\nClosing …');
  await forum?.close();
  process.exit(0);
}
process.on('SIGINT', end);
process.on('SIGTERM', end);
process.on('SIGHUP', end);

// A package manager that is killed does not always tell the program it started: it would hold port and database for ever.
const parent = process.ppid;
if (process.env.npm_lifecycle_event !== undefined) {
  setInterval(() => {
    if (process.ppid !== parent && !isEnding) void end();
  }, 1_000).unref();
}

try {
  forum = await startForum(options, log);
} catch (error) {
  stop(sentenceOf(error));
}

const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
const here = forum?.addresses[0] ?? '';
console.log(`
The Kitchen Table is open (${seconds} s):

${(forum?.addresses ?? []).map((address) => `    ${address}`).join('\n')}
${
  options.lan
    ? `
    The certificate is the demo's own: the browser warns once, go on. Staff accounts ask for the PIN ${forum?.pin}.
`
    : ''
}
What to try (more at ${here}/try):

  1. Choose “Act as…” in the corner: a trusted member, a new one, a volunteer, a moderator, the safety officer.
  2. Post a photo of yours in a thread: it appears upright and without its place and time.
  3. Save the pictures of ${here}/try and post them: one is stopped on the
     device, one is your choice, some are held, one is refused before it is sent.
  4. As the moderator open the desk: release, reject, take down, undo. As the volunteer pull the curtain.
     A rejection lets everything of that account wait for a day: release it there, or undo the rejection.
  5. Play the night of the attack: ${here}/night

Everything is kept in ${options.dataDirectory}. Ctrl-C ends the demo.
`);

/**
 * What stood in the way, for the person at the terminal.
 * @param {unknown} error
 * @returns {string}
 */
function sentenceOf(error) {
  if (!(error instanceof Error)) return String(error);
  const code = Reflect.get(error, 'code');
  if (code === 'EADDRINUSE') {
    return `Port ${options.port} is in use by another program (perhaps another demo). End that one, or choose another port: --port ${options.port + 1}`;
  }
  if (code === 'EACCES') return `This user may not listen on port ${options.port}. Choose one above 1023: --port 4173`;
  const isOurs = error.name === 'SafeUploadError';
  return isOurs ? error.message : (error.stack ?? error.message);
}
