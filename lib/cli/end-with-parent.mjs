// Loaded into every program that a supervisor starts (`node --import`). A supervisor that was killed cannot stop its
// parts, but the pipe that it held to each of them closes: then they stop in order, by themselves.
import { isMainThread } from 'node:worker_threads';

const patienceMs = 15_000;

if (isMainThread) {
  process.stdin.on('end', leave).on('error', leave);
  process.stdin.resume().unref();
  process.stdout.on('error', ignore); // nobody reads the last words any more
  process.stderr.on('error', ignore);
}

function leave() {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), patienceMs).unref();
}

function ignore() {}
