import { randomUUID } from 'node:crypto';
import type { TestDatabase } from './database.ts';

/** A hold notice of an incident, to somebody who is nobody of the test, past the procedures. */
export async function noticeOn(at: TestDatabase, incidentId: string): Promise<string> {
  const id = randomUUID();
  const receipts = { create: [{ objectId: randomUUID(), name: 'Somebody' }] };
  await at.db.holdNotice.create({ data: { id, incidentId, text: 'Keep it.', sender: {}, receipts } });
  return id;
}
