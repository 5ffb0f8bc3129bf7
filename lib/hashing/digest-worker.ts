import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import type { DigestReply, DigestTask } from './digest-thread.ts';

/** The thread behind digest-thread.ts: one running SHA-256, and one-off digests of blocks. */
const zeros = new Uint8Array(1024 * 1024);
const running = createHash('sha256');

parentPort?.on('message', (task: DigestTask) => {
  parentPort?.postMessage(perform(task));
});

function perform(task: DigestTask): DigestReply {
  switch (task.kind) {
    case 'append':
      running.update(task.bytes);
      return null;
    case 'append-zeros':
      appendZeros(task.length);
      return null;
    case 'digest-so-far':
      return new Uint8Array(running.copy().digest());
    case 'digest-block':
      return new Uint8Array(createHash('sha256').update(task.bytes).digest());
  }
}

function appendZeros(length: number): void {
  for (let left = length; left > 0; left -= zeros.length) {
    running.update(left >= zeros.length ? zeros : zeros.subarray(0, left));
  }
}
