import type { OutwardNotice } from '../custody/alarm-notice.ts';

/** What came of one attempt. No words of the other side: they may quote what was sent. */
export type SendOutcome =
  /** `remark`: what of it was not taken, in our own words; null: nothing. */
  | { readonly kind: 'taken'; readonly remark: string | null }
  | { readonly kind: 'failed'; readonly problem: string; readonly retryAfterSeconds: number | null };

/** A way out of the product. Its address is the operator's setting and nobody's input. */
export interface AlarmChannel {
  readonly name: string;
  readonly place: string; // host and port: no path, no user, no secret
  /** Whether it also carries that a request waits: such a notice is for the people who can decide it. */
  readonly carriesRequests: boolean;
  /**
   * Sends once and says what came of it; TLS is checked. `to`: mail addresses of whom it is for; empty: the operator's
   * own. Throws only when `signal` aborted.
   */
  send(notice: OutwardNotice, to: readonly string[], signal: AbortSignal): Promise<SendOutcome>;
}
