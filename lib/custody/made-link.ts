/** What the person is shown, once. `url` is a secret: it goes into this answer and nowhere else. */
export interface MadeLink {
  readonly url: string;
  readonly exhibitNumber: string;
  readonly sha256: string;
  readonly sizeBytes: string;
  readonly endsAt: string;
  readonly addresses: string;
}
