// Runs inside Azurite before its own code. Plain JavaScript, so that nothing must be compiled first.
import { createRequire, Module } from 'node:module';

endWithParent();
leaveOutTelemetry(createRequire(process.argv[1]));

/** Azurite cannot see that its parent was killed: a closed standard input tells it. */
function endWithParent() {
  process.stdin.resume().unref();
  process.stdout.on('error', () => {}); // its last words may find nobody
  process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM'));
}

/** Switched off by `--disableTelemetry`, its SDK would be loaded all the same: two thirds of the start. */
function leaveOutTelemetry(azurite) {
  const path = azurite.resolve('applicationinsights');
  azurite.cache[path] = Object.assign(new Module(path), { exports: {}, loaded: true });
}
