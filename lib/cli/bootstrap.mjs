#!/usr/bin/env node
// First door of a fresh clone: runs on any Node >= 20 with nothing installed, brings everything in, then hands
// over to the Node that the lock file pins. Plain JavaScript on purpose: it must run before anything is there.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileCache } from './compile-cache.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pinnedNode = join(root, 'node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const command = process.argv[2];
const rest = process.argv.slice(3);
const verifierPage = 'public/verify.html'; // made, not a source
const oldestNode = 24; // the first that runs TypeScript by itself

switch (command) {
  case 'start':
    install();
    generate();
    build();
    handOver([mode() === 'production' ? 'lib/cli/serve.ts' : 'lib/embedded/start.ts', ...rest]);
    break;
  case 'dev':
    install();
    generate();
    handOver(['lib/embedded/start.ts', '--dev', ...rest]);
    break;
  case 'test':
    install();
    generate();
    build();
    handOver(['tests/run-all.ts', ...rest]);
    break;
  case 'prepare':
    install();
    generate();
    build();
    break;
  default:
    fail('usage: node lib/cli/bootstrap.mjs start | dev | test | prepare');
}

function mode() {
  const given = process.env.HOLDFAST_MODE ?? 'embedded';
  // Said now, not after minutes of installing and building.
  if (!['embedded', 'production'].includes(given))
    fail(`HOLDFAST_MODE must be embedded or production, not "${given}".`);
  return given;
}

function install() {
  const wanted = hashFiles(['package-lock.json', 'package.json']);
  const stamp = join(root, 'node_modules/.holdfast-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  // Production images are installed by their builder (npm ci --omit=dev); nothing is fetched behind its back.
  if (mode() === 'production' && existsSync(join(root, 'node_modules/next'))) return;
  refuseInProduction('node_modules');
  say('Installing dependencies (about two minutes the first time)');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  if (npm) run(process.execPath, [npm, ...args], 'npm ci');
  else run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, 'npm ci');
  writeFileSync(stamp, wanted);
}

function generate() {
  if (mode() === 'production' && existsSync(join(root, 'prisma/generated/client.ts'))) return;
  refuseInProduction('prisma/generated');
  run(nodeToUse(), ['lib/cli/prisma-generate.mjs'], 'generating the database client');
}

function build() {
  const wanted = hashFiles(sources());
  const stamp = join(root, '.next/holdfast-built');
  const isThere = existsSync(join(root, verifierPage));
  if (isThere && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  if (mode() === 'production' && existsSync(join(root, '.next/BUILD_ID'))) return;
  refuseInProduction('.next');
  say('Building the portal (under a minute)');
  run(nodeToUse(), ['lib/cli/build-verify-page.ts'], 'building the page that verifies bundles');
  run(nodeToUse(), ['node_modules/next/dist/bin/next', 'build'], 'next build');
  writeFileSync(stamp, wanted);
}

/** Production runs what its image was built with: nothing is fetched or made at its start. */
function refuseInProduction(missing) {
  if (mode() !== 'production') return;
  fail(
    `${missing} is missing. Production starts what was built before: see "Pointing it at a real tenant" in README.md.`,
  );
}

/** Everything that the built portal is made of. */
function sources() {
  const files = [
    'package-lock.json',
    'next.config.ts',
    'postcss.config.mjs',
    'proxy.ts',
    'tsconfig.json',
    'prisma/schema.prisma',
    'lib/cli/verify-page.ts',
  ];
  const walk = (folder) => {
    if (!existsSync(join(root, folder))) return; // git keeps no empty folder, so a clone may lack `public`
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (path !== verifierPage) files.push(path);
    }
  };
  for (const folder of ['app', 'components', 'public']) walk(folder);
  for (const folder of [
    'custody',
    'ledger',
    'hashing',
    'timestamp',
    'bundle',
    'ports',
    'procedures',
    'queries',
    'adapters',
    'web',
    'runtime',
  ])
    walk(`lib/${folder}`);
  return files.filter((file) => existsSync(join(root, file)) && statSync(join(root, file)).isFile());
}

function hashFiles(files) {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function nodeToUse() {
  return existsSync(pinnedNode) ? pinnedNode : process.execPath;
}

/** Runs the long-lived part in the foreground; signals go through, its exit code is ours. */
function handOver(args) {
  const program = nodeToUse();
  if (program === process.execPath && Number(process.versions.node.split('.')[0]) < oldestNode)
    fail(`Node ${oldestNode} or newer is needed here; this is ${process.version}.`);
  // The channel carries nothing: it closes when this process is killed, and the other side stops by itself.
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
  const child = spawn(program, args, { cwd: root, stdio, env: withBin() });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  stopWithNpm(child);
  child.on('exit', (code, signal) =>
    process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)),
  );
}

/** npm hands a signal to a shell that dies of it without a word to us: its death is the signal. */
function stopWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 500);
}

function run(program, args, what) {
  const result = spawnSync(program, args, { cwd: root, stdio: 'inherit', env: withBin() });
  if (result.error) fail(`${what} could not be started: ${result.error.message}`);
  if (result.status !== 0) fail(`${what} failed; the lines above say why.`);
}

function withBin() {
  return {
    ...process.env,
    PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`,
    NEXT_TELEMETRY_DISABLED: '1',
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? compileCache,
  };
}

function say(line) {
  process.stdout.write(`${line} …\n`);
}

function fail(line) {
  process.stderr.write(`holdfast: ${line}\n`);
  process.exit(1);
}
