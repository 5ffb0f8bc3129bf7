import { createHash } from 'node:crypto';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { SealedItem } from '../../ports/access-desk.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';
import type { ReportRecord } from '../../ports/report-desk.ts';
import { contentFacts, openSealedContent } from '../access/sealed-content.ts';
import { visibleItem } from '../custody/visible-item.ts';
import type { ProcedureContext } from '../procedure.ts';

/** A report that this person may see, sealed or not. Throws `not-found` alike for unknown, hidden and what is no report. */
export async function visibleReport(
  { register }: ProcedureContext,
  actor: PersonActor,
  evidenceId: string,
): Promise<ReportRecord> {
  const { item } = await visibleItem(register.look, actor, evidenceId);
  const report = await register.look.reportOfItem(item.evidenceId);
  if (report !== null) return report;
  throw new CustodyError('not-found', 'There is no such report, or you may not see it.');
}

/**
 * The signed file as it was sealed, from the evidence locker. The caller has authorised and recorded. Throws `not-found`
 * or `digest-mismatch` for what the store has, `conflict` where row and record disagree.
 */
export async function sealedReportBytes(
  { register, locker }: ProcedureContext,
  { evidenceId }: Pick<ReportRecord, 'evidenceId'>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const item = await requireSealed(register.look, evidenceId);
  const facts = await register.look.committedFacts(evidenceId, contentFacts);
  const { reader, digests } = await openSealedContent(locker, item, facts, signal);
  const chunks: Uint8Array[] = [];
  for await (const chunk of await reader.read(0n, reader.sizeBytes, signal)) chunks.push(chunk);
  const bytes = new Uint8Array(Buffer.concat(chunks));
  if (createHash('sha256').update(bytes).digest('hex') === digests.sha256) return bytes;
  throw new CustodyError('digest-mismatch', 'The stored report is not what was sealed.');
}

/** Throws `not-found` for a report that is not sealed. */
export async function requireSealed(look: RegisterLook, evidenceId: string): Promise<SealedItem> {
  const item = await look.sealedItem(evidenceId);
  if (item === null) throw new CustodyError('not-found', 'This report is not sealed yet.');
  return item;
}
