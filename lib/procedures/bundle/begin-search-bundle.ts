import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { scopeBytes } from '../../bundle/bundle-scope.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { eventQueryText, readEventQuery } from '../../custody/event-query.ts';
import { requirePermission } from '../../custody/permission.ts';
import { sha256 } from '../../hashing/merkle-hash.ts';
import { requireThawedLedger } from '../ledger/await-integration.ts';
import type { Procedure } from '../procedure.ts';
import { awaitBegun } from './await-begun.ts';
import type { BegunBundle } from './begin-bundle.ts';
import { bundleEvent, type SearchSubject } from './bundle-subject.ts';

const decimal = z.string().regex(/^\d{1,20}$/);
const mostWholeStreams = 10_000;

const beginSearchBundleInput = z.strictObject({
  query: z.string().max(2_000),
  /** What the search gave, by `chosenEvents`. */
  size: decimal, // of the ledger that was searched
  events: decimal,
  indexesSha256: z.string().regex(/^[0-9a-f]{64}$/),
  whole: z.array(z.strictObject({ stream: z.string().min(1), events: decimal })).max(mostWholeStreams),
});

/**
 * Begins a bundle of a search: which events it gave is recorded by their digest, and signed for, before any of them leaves.
 * It stands in the chain of who searched. Throws `invalid-input` for a search that cannot be read or names several
 * restricted incidents, `conflict` while the ledger is frozen, `storage-unavailable` while the record is not signed.
 */
export const beginSearchBundle: Procedure<z.infer<typeof beginSearchBundleInput>, BegunBundle> = {
  name: 'begin-search-bundle',
  permission: 'bundle.export',
  input: beginSearchBundleInput,
  records: ['bundle.begun'],
  async run({ register, clock }, actor, { query: text, size, events, indexesSha256, whole }) {
    requirePermission(actor, 'audit.search');
    await requireThawedLedger(register.look);
    const read = readEventQuery(text);
    if (!read.ok) throw new CustodyError('invalid-input', read.problem);
    const query = eventQueryText(read.query);
    const stream = { kind: 'person', id: actor.objectId } as const;
    const begun = await register.record(actor, ['bundle.begun'], async (desk) => {
      const words = read.query.terms.map(({ value }) => value);
      const [incidentId = null, another] = await desk.restrictedIncidentsNamed(actor.objectId, words);
      if (another !== undefined)
        throw new CustodyError(
          'invalid-input',
          'This search names more than one restricted incident. Take the events of each by itself.',
        );
      const bundleId = randomUUID();
      const name = `search-${bundleId.slice(0, 8)}`;
      const streamId = desk.streamIdOf(stream);
      const askedBy = { objectId: actor.objectId, account: actor.userPrincipalName, stream: streamId };
      const askedAt = clock.now().toISOString();
      const chosen = { ...{ query, askedBy, askedAt }, ...{ size, events, indexesSha256 } };
      // The chain of who searched goes on until this is recorded: it is never whole.
      const streams = whole.filter((one) => one.stream !== streamId);
      const scope = scopeBytes({ bundle: bundleId, of: 'search', name, streams, chosen, single: null });
      const scopeSha256 = Buffer.from(sha256(scope)).toString('hex');
      const subject: SearchSubject = { of: 'search', id: streamId, name, incidentId, stream, streamId };
      const detail = { bundleId, streams: streams.length, scopeSha256, query };
      return {
        events: [bundleEvent('bundle.begun', subject, detail)],
        result: { bundleId, subject, streams: [streamId], scope, singles: [] },
      };
    });
    await awaitBegun(register.look, stream);
    return begun;
  },
};
