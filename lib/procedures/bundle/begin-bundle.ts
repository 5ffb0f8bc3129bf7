import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { scopeBytes } from '../../bundle/bundle-scope.ts';
import { indexesDigest } from '../../bundle/chosen-scope.ts';
import { sha256 } from '../../hashing/merkle-hash.ts';
import { requireThawedLedger } from '../ledger/await-integration.ts';
import type { Procedure } from '../procedure.ts';
import { awaitBegun } from './await-begun.ts';
import { type BundleSubject, bundleEvent, heldSubject } from './bundle-subject.ts';

const beginBundleInput = z.strictObject({ of: z.enum(['item', 'incident']), id: z.uuid() });

/** A bundle that was begun: what it is of, and the file that lists how far its streams went. */
export interface BegunBundle {
  readonly bundleId: string;
  readonly subject: BundleSubject;
  readonly streams: readonly string[]; // that of the subject first
  readonly scope: Uint8Array; // scope.json
  readonly singles: readonly bigint[]; // entries of other streams that are about it, by index
}

/**
 * Begins a bundle: recorded and signed for before anything of it leaves, and itself the event of the bundle that says
 * how far each of its streams went. Throws `not-found`, `conflict` while the ledger is frozen, `storage-unavailable`
 * while the record is not signed.
 */
export const beginBundle: Procedure<z.infer<typeof beginBundleInput>, BegunBundle> = {
  name: 'begin-bundle',
  permission: 'bundle.export',
  input: beginBundleInput,
  records: ['bundle.begun'],
  async run({ register }, actor, { of, id }) {
    await requireThawedLedger(register.look);
    const bundleId = randomUUID();
    const begun = await register.record(actor, ['bundle.begun'], async (desk) => {
      const subject = await heldSubject(desk, actor, { of, id });
      const streams = of === 'incident' ? await desk.streamLengths(subject.incidentId) : [];
      const whole = [id, ...streams.map(({ stream }) => stream)];
      const about = of === 'incident' ? await desk.entriesAbout(subject.incidentId, whole) : null;
      const single = about === null ? null : singleEvents(about);
      const scope = scopeBytes({ bundle: bundleId, of, name: subject.name, streams, chosen: null, single });
      const scopeSha256 = Buffer.from(sha256(scope)).toString('hex');
      return {
        events: [bundleEvent('bundle.begun', subject, { bundleId, streams: streams.length, scopeSha256 })],
        result: { bundleId, subject, streams: whole, scope, singles: about?.indexes ?? [] },
      };
    });
    await awaitBegun(register.look, begun.subject.stream);
    return begun;
  },
};

function singleEvents({ size, indexes }: { readonly size: bigint; readonly indexes: readonly bigint[] }) {
  return { size, events: BigInt(indexes.length), indexesSha256: indexesDigest(indexes) };
}
