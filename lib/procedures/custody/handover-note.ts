import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { AboutHandover } from './handover-event.ts';

export function handoverNoteKey(handoverId: string): string {
  return `handover:${handoverId}`;
}

/** One note per person and offer, updated in place. It leads to the item, where the offer can be accepted. */
export function handoverNote(
  { id, evidenceId }: Pick<AboutHandover, 'id' | 'evidenceId'>,
  personObjectId: string,
  level: 'info' | 'warning',
  title: string,
): Parameters<RegisterDesk['notify']>[0] {
  return { personObjectId, key: handoverNoteKey(id), level, title, href: `/evidence/${evidenceId}` };
}
