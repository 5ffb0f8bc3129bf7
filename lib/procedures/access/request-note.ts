import type { RegisterDesk } from '../../ports/custody-register.ts';

export function requestNoteKey(requestId: string): string {
  return `request:${requestId}`;
}

/** One note per person and request, updated in place. */
export function requestNote(
  requestId: string,
  personObjectId: string,
  level: 'info' | 'warning',
  title: string,
): Parameters<RegisterDesk['notify']>[0] {
  return { personObjectId, key: requestNoteKey(requestId), level, title, href: `/requests/${requestId}` };
}
