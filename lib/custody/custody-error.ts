/**
 * Every way in which Holdfast refuses or fails, as one closed set of codes. Each door (web, worker, shell)
 * has its own words for a code; `message` is always one line that a person can act on and carries no secret.
 */
export const custodyErrorCodes = [
  'not-signed-in',
  'sign-in-again', // the act needs a younger sign-in
  'forbidden', // the role or the scope is missing
  'not-found', // unknown, or not visible to the caller: the two are never told apart
  'invalid-input',
  'conflict', // the state does not allow it now (already running, already closed)
  'not-signed-yet', // no checkpoint covers it: in a moment one does
  'withheld', // what a record says is kept from the caller, or erased, by decision
  'not-feasible', // the source or the locker cannot be used; the message says why
  'fenced-off', // a worker that lost its job tried to write
  'digest-mismatch',
  'policy-not-locked',
  'throttled', // try again later
  'cloud-refused', // Azure answered no, and asking again will not help
  'cloud-unavailable', // Azure or the network failed; asking again may help
  'storage-unavailable', // the database or the disk failed
  'corrupt-source', // not a VHD, truncated
] as const;

export type CustodyErrorCode = (typeof custodyErrorCodes)[number];

const brand = Symbol.for('holdfast.custody-error');

/** The one error class. `detail` holds small, non-secret facts for the record (request ids, sizes). */
export class CustodyError extends Error {
  readonly code: CustodyErrorCode;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;

  constructor(
    code: CustodyErrorCode,
    message: string,
    options: { cause?: unknown; detail?: Record<string, string | number | boolean | null> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CustodyError';
    this.code = code;
    this.detail = options.detail ?? {};
    Object.defineProperty(this, brand, { value: true });
  }

  /** The portal's bundles hold a copy of this class each, and one process throws in one what another catches. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    const isOurs = (error: object) => Object.hasOwn(error, brand);
    // biome-ignore lint/complexity/noThisInStatic: a subclass asks for its own instances here too
    if (this === CustodyError && typeof value === 'object' && value !== null && isOurs(value)) return true;
    // biome-ignore lint/complexity/noThisInStatic: as above
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }
}

/** Whether another attempt of the same step can end better without a person's help. */
export function isRetryable(code: CustodyErrorCode): boolean {
  switch (code) {
    case 'throttled':
    case 'cloud-unavailable':
    case 'storage-unavailable':
      return true;
    case 'not-signed-in':
    case 'sign-in-again':
    case 'forbidden':
    case 'not-found':
    case 'invalid-input':
    case 'conflict':
    case 'not-signed-yet':
    case 'withheld':
    case 'not-feasible':
    case 'fenced-off':
    case 'digest-mismatch':
    case 'policy-not-locked':
    case 'cloud-refused':
    case 'corrupt-source':
      return false;
  }
}
