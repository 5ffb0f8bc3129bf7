/**
 * How Node runs `fsck`: everything on one thread, as V8's own helpers take more of a second processor than they save of the
 * first, and a nursery of 8 MiB: with a smaller one, what belongs to one batch is moved about before it is waste.
 */
export const fsckFlags = ['--single-threaded', '--min-semi-space-size=8', '--max-semi-space-size=8'];
