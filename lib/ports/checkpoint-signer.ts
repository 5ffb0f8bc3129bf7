/** Signs checkpoint text. Duty: the private key never leaves the adapter; signing is the only thing it does. */
export interface CheckpointSigner {
  /** Key name = the log's origin. */
  readonly name: string;
  /** C2SP verifier key line `name+hash+base64`. */
  readonly verifierKey: string;
  /** Signs the note text (ends in a newline); returns the whole signature line without a newline. */
  sign(text: string): Promise<string>;
}
