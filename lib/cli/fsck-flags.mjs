/**
 * How Node runs `fsck`: everything on one thread, as V8's own helpers take more of a second processor than they save of the
 * first; a nursery of 8 MiB: with a smaller one, what belongs to one batch is moved about before it is waste; and an old space
 * that is first looked through at 96 MiB: what lives for long is 40, and looking for waste among it a tenth of all the time.
 */
export const fsckFlags = [
  '--single-threaded',
  '--min-semi-space-size=8',
  '--max-semi-space-size=8',
  '--initial-old-space-size=96',
];
