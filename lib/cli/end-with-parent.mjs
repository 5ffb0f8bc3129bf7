// Loaded into every program that a supervisor starts (`node --import`). A supervisor that was killed cannot stop its
// parts, but the pipe that it held to each of them closes: then they stop in order, by themselves.
import { fstatSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const patienceMs = 15_000;

if (isMainThread && hasPipe()) {
  process.stdin.on('end', leave).on('error', leave);
  process.stdin.resume().unref();
  process.stdout.on('error', ignore); // nobody reads the last words any more
  process.stderr.on('error', ignore);
}

/** Not so in what such a program starts itself with the same arguments, as `next dev` does. */
function hasPipe() {
  const input = fstatSync(0);
  return input.isSocket() || input.isFIFO();
}

function leave() {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), patienceMs).unref();
}

function ignore() {}
