import { Worker } from 'node:worker_threads';

/** Work for a digest thread. Bytes lie in shared memory and must not change until the reply. */
export type DigestTask =
  | { readonly kind: 'append'; readonly bytes: Uint8Array }
  | { readonly kind: 'append-zeros'; readonly length: number }
  | { readonly kind: 'digest-so-far' }
  | { readonly kind: 'digest-block'; readonly bytes: Uint8Array };

/** A digest of 32 bytes, or null for the tasks that only feed the running hash. */
export type DigestReply = Uint8Array | null;

export interface DigestThread {
  /** Performs tasks in the order in which they are given. Rejects if the thread dies or is stopped. */
  perform(task: DigestTask): Promise<DigestReply>;
  stop(): Promise<void>;
}

/** A thread of its own, so that hashing neither waits for the network nor holds it up. */
export function startDigestThread(): DigestThread {
  const worker = new Worker(new URL('./digest-worker.ts', import.meta.url));
  const waiting: PromiseWithResolvers<DigestReply>[] = [];
  let death: Error | null = null;
  const giveUp = (cause: Error) => {
    death ??= cause;
    for (const task of waiting.splice(0)) task.reject(death);
  };
  worker.on('message', (reply: DigestReply) => waiting.shift()?.resolve(reply));
  worker.on('error', (cause) => giveUp(new Error('A hashing thread failed.', { cause })));
  worker.on('exit', () => giveUp(new Error('A hashing thread was stopped.')));
  return {
    async perform(task) {
      if (death !== null) throw death;
      const reply = Promise.withResolvers<DigestReply>();
      waiting.push(reply);
      worker.postMessage(task);
      return await reply.promise;
    },
    async stop() {
      await worker.terminate();
    },
  };
}
