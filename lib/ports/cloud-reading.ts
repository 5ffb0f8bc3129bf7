/** One reading of Azure: what it said, or why it said nothing. `at`: when it was asked. */
export type CloudReading<T> =
  | { readonly kind: 'read'; readonly value: T; readonly at: string }
  | { readonly kind: 'unread'; readonly why: UnreadWhy; readonly words: string; readonly at: string };

/** `refused`: a right is missing; `throttled`: asked too often; `no-answer`: none, or none that can be read. */
export type UnreadWhy = 'refused' | 'throttled' | 'no-answer' | 'missing';
