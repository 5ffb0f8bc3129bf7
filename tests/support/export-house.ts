import { randomUUID } from 'node:crypto';
import pino from 'pino';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { downloadExport } from '../../lib/procedures/export/download-export.ts';
import { requestExport } from '../../lib/procedures/export/request-export.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { makeExport } from '../../lib/worker/make-exports.ts';
import { freshDatabase } from './database.ts';
import { analyst, note } from './facts.ts';
import { testLedger } from './ledger.ts';
import { sealedItem } from './sealed-item.ts';
import { stage } from './stage.ts';

export const auditor: PersonActor = {
  ...analyst,
  objectId: randomUUID(),
  displayName: 'auditor',
  roles: ['auditor'],
};

export type ExportHouse = Awaited<ReturnType<typeof startExportHouse>>;

/** A sealed item with a note that would act as a formula, an incident that nobody here sees, and what makes exports. */
export async function startExportHouse() {
  const at = await freshDatabase();
  const ledger = await testLedger(at);
  const item = await sealedItem(at);
  const hidden = await stage(at, { restricted: true });
  const formula = note(item.incidentId, '=HYPERLINK("http://x")');
  await at.register.append(analyst, ['incident.note-written'], [formula]);
  await ledger.sign();
  const context = {
    register: at.register,
    worker: { id: 'worker-1', address: '127.0.0.1' },
    clock: { now: () => new Date() },
  } as ProcedureContext; // what the procedures of exports reach
  const logger = pino({ level: 'silent' });
  /** One turn of the worker. Out: whether there was something to make. */
  const make = () => makeExport({ db: at.db, context, logger });
  /** Asked for, and the request is in the ledger. */
  const asked = async (query: string, format: 'csv' | 'jsonl', actor = auditor): Promise<string> => {
    const { exportId } = await requestExport.run(context, actor, { query, format });
    await ledger.integrate();
    return exportId;
  };
  return {
    ...{ at, ledger, item, hidden, context, make, asked },
    async made(query: string, format: 'csv' | 'jsonl', actor = auditor): Promise<string> {
      const exportId = await asked(query, format, actor);
      if (!(await make())) throw new Error('There was nothing to make.');
      return exportId;
    },
    async download(exportId: string, actor: PersonActor = auditor, over: Partial<ProcedureContext> = {}) {
      const file = await downloadExport.run({ ...context, ...over }, actor, { exportId });
      const parts: Uint8Array[] = [];
      for await (const part of file.bytes) parts.push(part);
      return { ...file, text: Buffer.concat(parts).toString() };
    },
    /** What is recorded of an export, in its order. */
    async factsOf(exportId: string) {
      const rows = await at.db.custodyEvent.findMany({
        where: { type: { startsWith: 'export.' } },
        orderBy: { n: 'asc' },
        select: { type: true, body: true },
      });
      const facts = rows.map(({ type, body }) => ({
        type,
        detail: body === null ? null : JSON.parse(Buffer.from(body).toString()).detail,
      }));
      return facts.filter(({ detail }) => detail?.exportId === exportId);
    },
    close: () => at.close(),
  };
}
