/** Bytes, proofs or numbers that are not what the format of this folder's README demands. */
export class LedgerError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LedgerError';
  }
}
