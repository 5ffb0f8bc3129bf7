import { askedOn } from '../../support/asked-access.ts';
import { personOf } from '../../support/portal.ts';
import { run } from './call.ts';
import { codeOf, differs, type Expectation } from './expectation.ts';

const endsAt = () => new Date(Date.now() + 3_600_000).toISOString();
const p = { objectId: 'p', roles: ['responder'], ip: '10.0.0.1' };

type MayRead = (look: object, actor: object, evidenceId: string, form: string) => Promise<unknown>;

/** The register as it would be, with what differs from a package that `p` asked for, under a policy that lets `p` see it. */
function look({ asker = 'p', kind = 'package', ownPackages = true, mode = '' }) {
  const source =
    kind === 'disk' ? { disk: {} } : { device: {}, output: { kind }, action: { number: 'DA-1' } };
  const grant = {
    id: 'g',
    requestId: 'r',
    number: 'AR-1',
    mode,
    addressRange: '10.0.0.0/8',
    endsAt: endsAt(),
  };
  return {
    committedFacts: async () => [
      {
        type: 'acquisition.requested',
        actor: { kind: 'worker', onBehalfOf: { objectId: asker } },
        detail: { source },
      },
    ],
    sealedItem: async () => ({
      evidenceId: 'e',
      exhibitNumber: 'EV-1',
      incidentId: 'i',
      rehearsal: false,
      frozen: false,
    }),
    incident: async () => ({ id: 'i', restricted: false, memberObjectIds: [] }),
    grantsOf: async () => (mode === '' ? [] : [grant]),
    accessPolicy: async () => ({ ownPackages }),
    ledgerFreeze: async () => null,
  };
}

/** What must hold of who looks into an investigation package. */
export const packageExpectations: readonly Expectation[] = [
  {
    entry: 'the contents of a package',
    files: [
      'lib/procedures/package/may-read-package.ts',
      'lib/procedures/access/releasable.ts',
      'lib/custody/own-package.ts',
    ],
    sentence:
      'are seen by a grant, or by who asked for it where the policy says so, and taken out by a grant to download',
    async problems(house) {
      const { mayReadPackage } = (await house.load('lib/procedures/package/may-read-package.ts')) as {
        mayReadPackage: MayRead;
      };
      const at = (change: Parameters<typeof look>[0], actor: object = p, form = 'page') =>
        codeOf(mayReadPackage(look(change), actor, 'e', form));
      const found = {
        own: await at({}),
        byLead: await at({}, { ...p, roles: ['lead'] }),
        policyOff: await at({ ownPackages: false }),
        ofAnother: await at({ asker: 'q' }),
        otherRole: await at({}, { ...p, roles: ['analyst'] }),
        ownTakenOut: await at({}, p, 'csv'),
        seen: await at({ asker: 'q', mode: 'see-contents' }),
        seenByDownload: await at({ asker: 'q', mode: 'download' }),
        takenOutBySee: await at({ asker: 'q', mode: 'see-contents' }, p, 'json'),
        takenOut: await at({ asker: 'q', mode: 'download' }, p, 'json'),
        asDisk: await at({ asker: 'q', mode: 'disk' }),
        disk: await at({ kind: 'disk', mode: 'download' }),
        file: await at({ kind: 'device-file', mode: 'download' }),
      };
      const no = 'forbidden';
      return differs('a package', found, {
        ...{ own: 'ok', byLead: 'ok', policyOff: no, ofAnother: no, otherRole: no, ownTakenOut: no },
        ...{ seen: 'ok', seenByDownload: 'ok', takenOutBySee: no, takenOut: 'ok', asDisk: no },
        ...{ disk: 'not-found', file: 'not-found' },
      });
    },
  },
  {
    entry: 'the contents of a package',
    files: [
      'lib/procedures/package/list-package.ts',
      'lib/procedures/package/read-package-file.ts',
      'lib/procedures/package/recorded-reading.ts',
      'lib/procedures/access/releasable.ts',
    ],
    sentence: 'of a hidden incident are not there for who is no member, whatever they hold',
    async problems(house) {
      const person = personOf('lead');
      await askedOn(house.database, house.hidden, { requester: person.objectId, granted: true });
      const { evidenceId } = house.hidden;
      const from = { ...person, ip: '192.0.2.1' };
      const query = { search: '', where: [], sort: null, start: 0, most: 1 };
      const file = { evidenceId, path: 'x', form: 'csv', query };
      const found = {
        list: await codeOf(run(house, 'package/list-package.ts', from, { evidenceId })),
        file: await codeOf(run(house, 'package/read-package-file.ts', from, file)),
      };
      return differs('a package', found, { list: 'not-found', file: 'not-found' });
    },
  },
];
