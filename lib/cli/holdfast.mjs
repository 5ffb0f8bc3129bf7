#!/usr/bin/env node
// The third door. Plain JavaScript on purpose: it runs on whatever Node the machine has and hands over to the
// one that the lock file pins, which runs TypeScript by itself.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileCache } from './compile-cache.mjs';
import { fsckFlags } from './fsck-flags.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pinned = join(root, 'node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const node = existsSync(pinned) ? pinned : process.execPath;

if (!existsSync(join(root, 'node_modules'))) {
  process.stderr.write('holdfast: nothing is installed here yet. Run "npm start" first.\n');
  process.exit(1);
}

const args = process.argv.slice(2);
const flags = args[0] === 'fsck' ? fsckFlags : [];
const child = spawn(node, [...flags, join(root, 'lib/cli/main.ts'), ...args], {
  stdio: 'inherit',
  env: { ...process.env, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? compileCache },
  shell: process.platform === 'win32',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`holdfast: could not start Node: ${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
