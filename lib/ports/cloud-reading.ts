import type { UnreadReason } from '../posture/access-snapshot.ts';
import type { Reading } from '../posture/posture-facts.ts';

/** One reading of Azure: what it said, or why it said nothing, with its words. `at`: when it was asked. */
export type CloudReading<T> =
  | Extract<Reading<T>, { readonly kind: 'read' }>
  | { readonly kind: 'unread'; readonly why: UnreadWhy; readonly words: string; readonly at: string };

/** Why a question that was asked got no answer. */
export type UnreadWhy = Exclude<UnreadReason, 'not-read'>;
