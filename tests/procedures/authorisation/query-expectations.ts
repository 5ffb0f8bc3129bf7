import { inspect } from 'node:util';
import type { PersonActor } from '../../../lib/custody/actor.ts';
import { askedOn } from '../../support/asked-access.ts';
import { deviceActionOn, deviceOn } from '../../support/device-on.ts';
import { disposedOn } from '../../support/disposed.ts';
import { findingOn } from '../../support/finding-on.ts';
import { huntingOn } from '../../support/hunting-on.ts';
import { personOf } from '../../support/portal.ts';
import { proposedIn } from '../../support/proposed.ts';
import { alarmOn } from '../../support/raised-alarm.ts';
import { everyEvent } from '../../support/recorded-timeline.ts';
import { reportOn } from '../../support/report-on.ts';
import { usedScript } from '../../support/script-on.ts';
import { type Stage, stage } from '../../support/stage.ts';
import { codeOf, type Expectation } from './expectation.ts';
import type { House } from './house.ts';
import { procedures } from './matrix.ts';
import { queries } from './matrix-of-reads.ts';
import { everyRole } from './matrix-roles.ts';

type Query = (viewer: object, ...rest: unknown[]) => Promise<unknown>;
type Perform = (context: object, actor: PersonActor, procedure: unknown, raw: object) => Promise<unknown>;

const testLocker = {
  account: 'locker',
  retentionDays: 30,
  firstLockConfirmation: 'ask',
  maxDiskBytes: 1n << 43n,
};

/** What must hold of every procedure, called as every door calls it. */
export const procedureExpectations: readonly Expectation[] = Object.entries(procedures).map(
  ([file, roles]) => ({
    entry: `the procedure ${file}`,
    files: [`lib/procedures/${file}`, 'lib/web/perform.ts'],
    sentence: 'runs for the roles of the matrix and for nobody else',
    async problems(house) {
      const { perform } = (await house.load('lib/web/perform.ts')) as { perform: Perform };
      const procedure = Object.values(await house.load(`lib/procedures/${file}`)).find(isProcedure);
      const found: string[] = [];
      for (const role of [...everyRole, 'none' as const]) {
        const code = await codeOf(perform(house.wired.context, personOf(role), procedure, {}));
        const may = role !== 'none' && roles.includes(role);
        // Nothing is sent, so who may run it is told what is missing (or it runs, where nothing is needed).
        if (may === (code === 'forbidden')) found.push(`${role}: ${code}`);
      }
      return found;
    },
  }),
);

/** What must hold of every query. */
export const queryExpectations: readonly Expectation[] = Object.entries(queries).flatMap(
  ([name, { roles, one, file }]) => {
    const mayRole = roles[0] ?? 'lead';
    const of = (sentence: string, problems: Expectation['problems']): Expectation => ({
      entry: `the query ${name}`,
      files: [`lib/queries/${file}`],
      sentence,
      problems,
    });
    return [
      of('answers the roles of the matrix and nobody else', async (house) => {
        const found: string[] = [];
        for (const role of [...everyRole, 'none' as const]) {
          const code = await ask(house, name, house.open, personOf(role));
          const due = dueOf(name, role, roles, one);
          if (code !== due) found.push(`${role}: ${code}, not ${due}`);
        }
        return found;
      }),
      one
        ? of('shows a restricted incident to its members only', async (house) => {
            const person = personOf(mayRole);
            const before = await ask(house, name, house.hidden, person);
            await house.database.db.incidentMember.create({
              data: { incidentId: house.hidden.incidentId, objectId: person.objectId },
            });
            const after = await ask(house, name, house.hidden, person);
            return before === 'not-found' && after === 'ok' ? [] : [`before: ${before}, after: ${after}`];
          })
        : of('leaves out everything of a restricted incident', async (house) => {
            const hidden = await stage(house.database, { restricted: true }); // the newest, so on every first page
            if (name === 'listRunningJobs') await deviceActionOn(house.database, hidden);
            const text = await textOf(house, name, hidden, personOf(mayRole));
            const { incidentId, evidenceId, acquisitionId } = hidden;
            // A ledger entry commits to the id of its stream, which leads nowhere for who may not see the incident.
            const ids = name.includes('Ledger') ? [] : [incidentId];
            return [...ids, evidenceId, acquisitionId].filter((id) => text.includes(id));
          }),
    ];
  },
);

function dueOf(name: string, role: string, roles: readonly string[], one: boolean): string {
  // Whoever may not see acquisitions is told of none: the tray is on every page.
  if (name === 'listRunningJobs' && role === 'none') return 'ok';
  if (!roles.includes(role)) return 'forbidden';
  // A request is for who asked, and for who oversees.
  if (name.startsWith('getRequest') && name !== 'getRequestForm' && ['analyst', 'responder'].includes(role))
    return 'not-found';
  return one && role === 'investigator' ? 'not-found' : 'ok';
}

export async function ask(house: House, name: string, at: Stage, actor: PersonActor): Promise<string> {
  return await codeOf(answer(house, name, at, actor));
}

/** Everything that a query answers, in words. */
export async function textOf(house: House, name: string, at: Stage, actor: PersonActor): Promise<string> {
  const answered = await answer(house, name, at, actor);
  return inspect(answered, { depth: null, maxArrayLength: null, maxStringLength: null });
}

async function answer(house: House, name: string, at: Stage, actor: PersonActor): Promise<unknown> {
  const query = (await house.load(`lib/queries/${queries[name]?.file}`))[name] as Query;
  return await query({ actor, db: house.database.db }, ...(await argumentsOf(name, at, house)));
}

async function argumentsOf(name: string, at: Stage, house: House): Promise<unknown[]> {
  switch (name) {
    case 'findIncidents':
    case 'searchEverything':
      return ['Stage'];
    case 'getIncident':
    case 'getImportPlace':
    case 'getInventory':
    case 'getIncidentGuard':
    case 'getIncidentGaps':
    case 'listIncidentEvidence':
      return [at.incidentId];
    case 'getAcquireOptions':
      return [{ incidentId: at.incidentId, machineId: at.machineRowId, locker: testLocker }];
    case 'getReport':
      return [await reportOn(house.database, at)];
    case 'listReports':
      await reportOn(house.database, at);
      return [];
    case 'getReportPreview':
      return [{ kind: 'incident', id: at.incidentId }];
    case 'getHunting':
      return [at.incidentId, { run: await huntingOn(house.database, at) }];
    case 'getConsole':
    case 'getDevice':
      return [at.incidentId, await deviceOn(house.database, at)];
    case 'listDevices':
      await deviceOn(house.database, at);
      return [];
    case 'getAcquisition':
      return [at.acquisitionId];
    case 'listChecks':
      return ['later'];
    case 'listRequests':
      return ['mine'];
    case 'getRequest':
    case 'getRequestLinks':
      return [await askedOn(house.database, at)];
    case 'getControls':
      return [{ inTenant: [], retentionDays: 30 }];
    case 'getProposal':
      return [await proposedIn(house.database, { incidentId: at.incidentId })];
    case 'listProposals':
      await proposedIn(house.database, { incidentId: at.incidentId });
      return [{}];
    case 'getRequestForm':
      await askedOn(house.database, at); // which seals the item
      return [{ evidenceId: at.evidenceId }];
    case 'getItemDisposal':
    case 'getItemVerifications':
    case 'getDisposalCertificate':
      await disposedOn(house.database, at);
      return [at.evidenceId];
    case 'getItemGaps':
    case 'getItemAccess':
    case 'getPackageAccess':
    case 'getItemUses':
    case 'getItemReaders':
    case 'getItemClaims':
    case 'getItemCorroboration':
    case 'getForeignBundle':
    case 'getItemCustody':
    case 'getEvidenceItem':
      return [at.evidenceId];
    case 'getBundle':
      return ['item', at.evidenceId];
    case 'exportEvents':
      return [{ of: 'item', id: at.evidenceId }];
    case 'getAlarm':
      return [await alarmOn(house.database, at)];
    case 'listAlarms':
      await alarmOn(house.database, at);
      return [{ view: 'open' }];
    case 'getSearchBundle':
    case 'searchEvents':
    case 'eventHistogram':
      return [everyEvent];
    case 'getItemTimeline':
      return [at.evidenceId, everyEvent];
    case 'getIncidentTimeline':
      return [at.incidentId, everyEvent];
    case 'getEventProof':
      return [at.eventId];
    case 'getReconciliation':
      return [{ finding: await findingOn(house.database, at) }];
    case 'getItemReads':
      await findingOn(house.database, at);
      return [at.evidenceId];
    case 'getScript':
      return [await usedScript(house.database, at)];
    case 'getPosture':
      await controlOfContainer(house, at);
      return [{}];
    case 'getLedgerEntry':
      return ['0', []];
    case 'getLedgerState':
      return [[]];
    case 'getVerification':
    case 'getVerificationReport':
      return [house.verificationId];
    case 'getVerificationProof':
      return [house.verificationId, '1'];
    case 'listIncidents':
      return [{ preset: 'all' }];
    case 'listLedgerEntries':
    case 'getDashboard':
    case 'getSearchDesk':
    case 'listCheckpoints':
    case 'listVerifications':
    case 'listHandovers':
      return [];
    default:
      return [{}];
  }
}

/** A control of the incident's container, as the recurring check keeps it. */
async function controlOfContainer({ database }: House, { incidentId, evidenceId }: Stage): Promise<void> {
  await database.asAdmin(`update evidence_item set state = 'sealed' where id = $1`, [evidenceId]);
  const { container } = await database.db.incident.findUniqueOrThrow({ where: { id: incidentId } });
  const words = { demand: 'held', mend: 'hold it', raw: incidentId, why: 'no hold' };
  const place = `/locker/containers/${container}`;
  const now = new Date();
  const row = {
    ...words,
    place,
    part: 'containers',
    position: 0,
    verdict: 'fail',
    since: now,
    checkedAt: now,
  };
  const key = `legal-hold ${container}`;
  await database.db.postureControl.upsert({
    where: { key },
    create: { key, ...row, control: {}, holders: [] },
    update: {},
  });
}

function isProcedure(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'permission' in value && 'run' in value;
}
