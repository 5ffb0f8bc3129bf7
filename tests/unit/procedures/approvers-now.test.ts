import { afterEach, expect, it, vi } from 'vitest';
import { defaultAccessPolicy, frozenPolicy } from '../../../lib/custody/access-policy.ts';
import type { IncidentRecord } from '../../../lib/ports/custody-register.ts';
import type { PeopleDirectory } from '../../../lib/ports/people-directory.ts';
import { approversNow } from '../../../lib/procedures/access/approvers-now.ts';
import type { ProcedureContext } from '../../../lib/procedures/procedure.ts';

const parties = { requesterObjectId: 'requester', custodianObjectIds: [] };
const incident = { restricted: false, memberObjectIds: [] as readonly string[] } as IncidentRecord;
const policy = frozenPolicy(defaultAccessPolicy, 'download');

function silent<T>(signal: AbortSignal): Promise<T> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}
const lead: PeopleDirectory = {
  holders: async () => ['lead-1'],
  standing: async () => ({ enabled: true, roles: ['lead'] }),
};
const ask = (people: PeopleDirectory) => {
  const register = { look: { awayAmong: async () => [] } } as unknown as ProcedureContext['register'];
  return approversNow({ people, register }, policy, parties, incident);
};

afterEach(() => {
  vi.restoreAllMocks();
});

it('says who may decide, and that the tenant is unavailable where it is silent, whatever it is asked', async () => {
  expect((await ask(lead)).approvers).toEqual(['lead-1']);
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout(10));
  const unavailable = { code: 'cloud-unavailable' };
  await expect(ask({ ...lead, holders: (_, signal) => silent(signal) })).rejects.toMatchObject(unavailable);
  await expect(ask({ ...lead, standing: (_, signal) => silent(signal) })).rejects.toMatchObject(unavailable);
});
