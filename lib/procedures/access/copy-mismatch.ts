import { CustodyError } from '../../custody/custody-error.ts';

/** A block whose bytes are not those that were sealed. Nothing of it was handed out. */
export interface SpoiltBlock {
  readonly index: number;
  readonly start: string;
  readonly end: string;
  readonly expected: string; // hex SHA-256
  readonly actual: string;
}

/** A copy that is longer or shorter than what was sealed: nothing of it was read. In bytes, decimal. */
export interface SpoiltSize {
  readonly sealed: string;
  readonly found: string;
}

export type Spoilt = SpoiltBlock | SpoiltSize;

/** The stored copy is not what was sealed, and this is how: it freezes its item. */
export class CopyMismatch extends CustodyError {
  readonly spoilt: Spoilt;

  constructor(spoilt: Spoilt) {
    super('digest-mismatch', wordsOf(spoilt));
    this.spoilt = spoilt;
  }
}

function wordsOf(spoilt: Spoilt): string {
  return 'index' in spoilt
    ? `Block ${spoilt.index} of the stored copy is not what was sealed.`
    : `The stored copy has ${spoilt.found} bytes; ${spoilt.sealed} were sealed.`;
}
