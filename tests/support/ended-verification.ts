import { endVerification } from '../../lib/procedures/ledger/end-verification.ts';
import { startVerification } from '../../lib/procedures/ledger/start-verification.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { verificationReport } from '../../lib/worker/verification-report.ts';
import type { TestDatabase } from './database.ts';
import { analyst } from './facts.ts';

type Parts = Parameters<typeof verificationReport>[1];

/** A verification that ended with one finding, recorded as the worker records it. Out: its id. */
export async function endedVerification({ register }: TestDatabase): Promise<string> {
  const worker = { id: 'worker-1', address: '127.0.0.1' };
  const { id } = await startVerification.run({ register } as ProcedureContext, analyst, {});
  const lease = await register.claimVerification(id, worker.id);
  if (lease === null) throw new Error('the verification could not be claimed');
  const parts = {
    origin: 'ledger.example/log',
    store: { place: 'anchors' },
    witnesses: [],
    roots: new Map(),
    trust: { logs: [] },
  };
  const { verified, report } = verificationReport(lease, parts as unknown as Parts, {
    findings: [{ attack: 'edited', where: 'entry 0', words: 'It was changed.', proof: ['a note'] }],
    remarks: [],
    entries: 1n,
    root: Buffer.alloc(32).toString('base64'),
    anchoredUpTo: 0n,
    witnessedUpTo: 0n,
    firstDifference: null,
    unanchoredSince: null,
  });
  await endVerification({ register, worker }, lease, verified, report);
  return id;
}
