import type { PersonActor } from '../../lib/custody/actor.ts';
import type { Procedure } from '../../lib/procedures/procedure.ts';
import { confirmProposal } from '../../lib/procedures/proposal/confirm-proposal.ts';
import { refuseProposal } from '../../lib/procedures/proposal/refuse-proposal.ts';
import { perform } from '../../lib/web/perform.ts';
import { present } from './access-house.ts';
import { freshDatabase } from './database.ts';
import { tenant, testRuntime } from './portal.ts';

/** A database, and the procedures of proposals as a door calls them, in a tenant with exactly two controllers. */
export async function openProposalHouse() {
  const at = await freshDatabase();
  const { context } = testRuntime(at);
  const run = <I, R>(actor: PersonActor, procedure: Procedure<I, R>, input: unknown) =>
    perform(context, actor, procedure, input);
  return {
    at,
    context,
    run,
    /** Two controllers, a lead and an auditor whom the tenant knows; nobody else. */
    newTenant() {
      tenant.clear();
      return {
        first: present('controller', { displayName: 'Controller 1' }),
        second: present('controller', { displayName: 'Controller 2' }),
        lead: present('lead'),
        auditor: present('auditor'),
        analyst: present('analyst'),
      };
    },
    confirm: (actor: PersonActor, proposalId: string, comment: string | null = null) =>
      run(actor, confirmProposal, { proposalId, comment }),
    refuse: (actor: PersonActor, proposalId: string) =>
      run(actor, refuseProposal, { proposalId, comment: 'This is not what we agreed.' }),
    stateOf: async (id: string) => (await at.db.proposal.findUniqueOrThrow({ where: { id } })).state,
    /** The facts of a stream, oldest first. */
    async facts(stream: string) {
      const rows = await at.db.custodyEvent.findMany({ where: { stream }, orderBy: { n: 'asc' } });
      return rows.map(({ body, type }) => ({ type, event: JSON.parse(Buffer.from(body ?? []).toString()) }));
    },
    /** Moves a waiting proposal eight days into the past, as only the owner of the server could. */
    async age(id: string) {
      await at.asAdmin(
        `alter table proposal disable trigger guard; update proposal set created_at = created_at - interval '8 days',
           expires_at = expires_at - interval '8 days' where id = '${id}';
         alter table proposal enable always trigger guard`,
      );
    },
  };
}
