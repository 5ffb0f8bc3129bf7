import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ExportFormat } from '../../custody/export-format.ts';
import { mayAuditPeople, maySeeIncident } from '../../custody/visibility.ts';
import type { ExportLook, ExportRecord } from '../../ports/export-desk.ts';
import type { Procedure } from '../procedure.ts';
import { exportEvent } from './export-event.ts';

const downloadExportInput = z.strictObject({ exportId: z.uuid() });

export interface ExportedFile {
  readonly format: ExportFormat;
  readonly requestedAt: string;
  readonly sizeBytes: bigint;
  readonly sha256: string; // hex
  readonly bytes: AsyncGenerator<Uint8Array>;
}

/**
 * Hands a file of events to who asked for it and to nobody else, on record before its first byte. Throws `not-found` for
 * another's, an unfinished one and one whose day is over; `forbidden` when it may hold what the person may not see any more.
 */
export const downloadExport: Procedure<z.infer<typeof downloadExportInput>, ExportedFile> = {
  name: 'download-export',
  permission: 'audit.search',
  input: downloadExportInput,
  records: ['export.downloaded'],
  async run({ register, clock }, actor, { exportId }) {
    const found = await ownExport(register.look, actor, exportId, clock.now());
    const { made, format, requestedAt } = found;
    const detail = { exportId, sha256: made.sha256 };
    await register.append(actor, ['export.downloaded'], [exportEvent('export.downloaded', found, detail)]);
    const bytes = partsOf(register.look, found);
    return { format, requestedAt, sizeBytes: made.bytes, sha256: made.sha256, bytes };
  },
};

/** A finished export of this person's own, which they may still see all of. */
export async function ownExport(look: ExportLook, actor: PersonActor, exportId: string, now: Date) {
  const found = await look.eventExport(exportId);
  const made = found?.made ?? null;
  if (
    found === null ||
    made === null ||
    found.requester.objectId !== actor.objectId ||
    new Date(made.expiresAt) <= now
  )
    throw new CustodyError(
      'not-found',
      'There is no such export of yours, or its day is over. Ask for it again.',
    );
  const audiences = await look.exportAudiences(exportId);
  const maySee = audiences.every((audience) => maySeeIncident(actor, audience));
  const isOutdated = await look.isExportOutdated(exportId);
  if (!maySee || isOutdated || (found.seesPeople && !mayAuditPeople(actor.roles)))
    throw new CustodyError(
      'forbidden',
      'This export may hold words that you may not see any more. Ask for it again.',
    );
  return { ...found, made };
}

async function* partsOf(look: ExportLook, { id, fence }: ExportRecord): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; position += 1) {
    const bytes = await look.exportPart({ id, fence }, position);
    if (bytes === null) return;
    yield bytes;
  }
}
