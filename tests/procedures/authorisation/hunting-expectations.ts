import { run } from './call.ts';
import { codeOf, differs, type Expectation } from './expectation.ts';

const endsAt = new Date(Date.now() + 3_600_000).toISOString();
const grantee = { kind: 'person', objectId: 'p', roles: ['analyst'], ip: '10.0.0.1' };
const answer = {
  ...{ format: 'holdfast.query-result/1', query: 'x', timespan: 'P1D', askedAt: endsAt, truncated: false },
  ...{ coverage: '', columns: [], rows: [], rowCount: 0 },
};

/** The register with one answer, its item, and a grant to `p`; by default sealed, to download, live and on record. */
function register({
  sealed = true,
  state = 'running',
  mode = 'download',
  recorded = true,
  ends = endsAt,
  restricted = false,
}) {
  const grant = { id: 'g', requestId: 'r', number: 'AR-1', mode, addressRange: '10.0.0.0/8', endsAt: ends };
  const detail = { ...grant, grantId: recorded ? 'g' : 'another', grantee: { objectId: 'p' } };
  const look = {
    huntingRun: async () => ({ id: 'h', incidentId: 'i', deviceId: null, rowCount: 0, sha256: '' }),
    huntingBytes: async () => Buffer.from(JSON.stringify(answer)),
    incident: async () => ({ id: 'i', restricted, memberObjectIds: [] }),
    acquisitionsByRequestKey: async () => [{ id: 'a' }],
    acquisition: async () => ({
      ...{ evidenceId: 'e', exhibitNumber: 'EV-1', state },
      steps: { 'seal-evidence': { state: sealed ? 'done' : 'waiting' } },
    }),
    sealedItem: async () => ({
      ...{ evidenceId: 'e', exhibitNumber: 'EV-1', incidentId: 'i', rehearsal: false, frozen: false },
    }),
    grantsOf: async () => (mode === '' ? [] : [grant]),
    ledgerFreeze: async () => null,
    newestEvent: async () => 'n',
    isSigned: async () => true,
    committedFacts: async () => [{ type: 'access.granted', detail }],
  };
  const desk = { ...look, lockHuntingRun: async () => undefined };
  return {
    look,
    record: async (_: object, __: object, write: (on: typeof desk) => object) => await write(desk),
  };
}

/** What must hold of rows that were sealed as evidence. */
export const huntingExpectations: readonly Expectation[] = [
  {
    entry: 'the rows of a hunting result',
    files: [
      'lib/procedures/hunting/export-result.ts',
      'lib/procedures/access/live-grant.ts',
      'lib/procedures/access/releasable.ts',
    ],
    sentence: 'leave by a live and recorded grant to download alone from the moment their seal is asked for',
    async problems(house) {
      const at = (change: Parameters<typeof register>[0], actor: object = grantee) =>
        codeOf(
          run(
            house,
            'hunting/export-result.ts',
            actor as Parameters<typeof run>[2],
            { runId: 'h' },
            { register: register(change) },
          ),
        );
      const found = {
        unsealed: await at({ sealed: false }),
        stopped: await at({ sealed: false, state: 'failed' }),
        cancelled: await at({ sealed: false, state: 'cancelled', mode: '' }),
        without: await at({ mode: '' }),
        toSee: await at({ mode: 'see-contents' }),
        toDownload: await at({}),
        unrecorded: await at({ recorded: false }),
        over: await at({ ends: new Date(Date.now() - 1_000).toISOString() }),
        elsewhere: await at({}, { ...grantee, ip: '192.0.2.1' }),
        hidden: await at({ restricted: true }),
      };
      const no = 'forbidden';
      return differs('a result', found, {
        ...{
          unsealed: 'conflict',
          stopped: 'conflict',
          cancelled: 'ok',
          without: no,
          toSee: no,
          toDownload: 'ok',
          unrecorded: no,
          over: no,
        },
        ...{ elsewhere: no, hidden: 'not-found' },
      });
    },
  },
];
