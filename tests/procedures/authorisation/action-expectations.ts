import { randomUUID } from 'node:crypto';
import type { PersonActor } from '../../../lib/custody/actor.ts';
import type { ActionResult } from '../../../lib/web/action-result.ts';
import { hashSecret } from '../../../lib/web/session-cookie.ts';
import { askedOn } from '../../support/asked-access.ts';
import { inventoryOn } from '../../support/begun-inventory.ts';
import { deviceActionOn, deviceForm } from '../../support/device-on.ts';
import { approvedDisposal, storedOn } from '../../support/disposed.ts';
import { findingOn } from '../../support/finding-on.ts';
import { extensionForm, guardedContainer } from '../../support/guarded-container.ts';
import { noticeOn } from '../../support/hold-notice.ts';
import { sent } from '../../support/next-request.ts';
import { offeredOn } from '../../support/offered-custody.ts';
import { cookieOf, ownPage, personOf, tenant } from '../../support/portal.ts';
import { proposedIn } from '../../support/proposed.ts';
import { alarmOn } from '../../support/raised-alarm.ts';
import { acquisitionForm, type Stage, stage, vmId } from '../../support/stage.ts';
import type { Expectation } from './expectation.ts';
import type { House } from './house.ts';
import { actions, everyRole, type RoleName } from './matrix.ts';

const someRows = { search: '', where: [], sort: null, start: 0, most: 1 };

type Action = (previous: ActionResult, input: object) => Promise<ActionResult>;

/** What must hold of every server action, however it is called. */
export const actionExpectations: readonly Expectation[] = Object.entries(actions).flatMap(
  ([key, { roles, incident, own }]) => {
    const [file = '', name = ''] = key.split(' ');
    const of = (sentence: string, problems: Expectation['problems']): Expectation => ({
      entry: `the action ${name}`,
      files: [`app/(portal)/${file}`],
      sentence,
      problems,
    });
    const mayRole = roles[0] ?? 'lead';
    // An investigator sees only the incidents of which they are a member.
    const dueOf = (role: RoleName) => (incident && role === 'investigator' ? 'not-found' : 'ok');
    const answers = async (house: House, who: string, attempt: Partial<Try>, code: string) => {
      const input = attempt.input ?? (await inputOf(house, name, await fresh(house)));
      const result = await act(house, `app/(portal)/${file}`, name, { role: mayRole, ...attempt, input });
      const got = result?.ok === false ? result.code : 'ok';
      return got === code ? [] : [`${who}: ${got}, not ${code}`];
    };
    return [
      of('refuses every other role', async (house) => {
        const others = everyRole.filter((role) => !roles.includes(role));
        const found = [];
        for (const role of others)
          found.push(...(await answers(house, role, { role, input: {} }, 'forbidden')));
        return found;
      }),
      of('answers the roles of the matrix', async (house) => {
        const found = [];
        for (const role of own ? [] : roles)
          found.push(...(await answers(house, role, { role }, dueOf(role))));
        return found;
      }),
      of('refuses who is not signed in, however the cookie looks', async (house) => {
        const input = await inputOf(house, name, await fresh(house));
        const found = [];
        for (const [who, cookie] of await deadCookies(house, mayRole))
          found.push(...(await answers(house, who, { input, cookie }, 'not-signed-in')));
        return found;
      }),
      of('follows the tenant where it took the role away', async (house) => {
        const person = personOf(mayRole);
        const cookie = await oldCookie(house, person);
        tenant.set(person.objectId, { enabled: true, roles: ['investigator'] });
        if (own) return [];
        if (roles.includes('investigator'))
          return answers(house, 'still may', { cookie }, dueOf('investigator'));
        return answers(house, 'changed role', { cookie }, 'forbidden');
      }),
      of('refuses a request that did not come from its own page', async (house) => {
        const input = await inputOf(house, name, await fresh(house));
        const found = [];
        for (const headers of foreignPages)
          found.push(...(await answers(house, JSON.stringify(headers), { input, headers }, 'forbidden')));
        return found;
      }),
      ...(incident
        ? [
            of('does not tell an incident that is hidden from one that is not there', async (house) => {
              const at = await stage(house.database, { restricted: true });
              await house.database.db.incidentMember.create({
                data: { incidentId: at.incidentId, objectId: randomUUID() },
              });
              const input = await inputOf(house, name, at);
              return answers(house, 'no member', { input }, 'not-found');
            }),
          ]
        : []),
    ];
  },
);

const { origin } = ownPage;
export const foreignPages: readonly Record<string, string>[] = [
  {},
  { 'sec-fetch-site': 'same-origin' },
  { origin: 'null', 'sec-fetch-site': 'same-origin' },
  { origin: 'http://127.0.0.1:4000', 'sec-fetch-site': 'same-site' },
  { origin, 'sec-fetch-site': 'cross-site' },
  { origin },
];

/** Cookies behind which nobody stands (any more). */
export async function deadCookies(house: House, role: string): Promise<readonly [string, string | null][]> {
  const name = (await cookieOf(house.database, personOf(role))).split('=')[0];
  return [
    ['no cookie', null],
    ['an empty cookie', `${name}=`],
    ['an unknown cookie', `${name}=${'A'.repeat(43)}`],
    ['revoked', await changedCookie(house, role, 'revoked_at = now()')],
    ['idle', await changedCookie(house, role, "last_seen_at = now() - interval '30 minutes'")],
    ['too old', await changedCookie(house, role, 'absolute_expires_at = now()')],
    ['disabled in the tenant', await disabledCookie(house, role)],
    ['not confirmed by the tenant', await unconfirmedCookie(house, role)],
  ];
}

async function changedCookie(house: House, role: string, change: string): Promise<string> {
  const cookie = await cookieOf(house.database, personOf(role));
  const idHash = hashSecret(cookie.split('=')[1] ?? '');
  await house.database.asAdmin(`update session set ${change} where id_hash = $1`, [idHash]);
  return cookie;
}

async function disabledCookie(house: House, role: string): Promise<string> {
  const person = personOf(role);
  const cookie = await oldCookie(house, person);
  tenant.set(person.objectId, { enabled: false, roles: person.roles });
  return cookie;
}

async function unconfirmedCookie(house: House, role: string): Promise<string> {
  const person = personOf(role);
  const cookie = await oldCookie(house, person);
  tenant.delete(person.objectId); // the test's tenant fails for whom it does not know
  return cookie;
}

/** A session that is older than the tenant's word may be. */
async function oldCookie(house: House, person: PersonActor): Promise<string> {
  const cookie = await cookieOf(house.database, person);
  await house.database.asAdmin(
    "update session set created_at = now() - interval '20 minutes' where object_id = $1",
    [person.objectId],
  );
  return cookie;
}

export interface Try {
  readonly role: RoleName;
  readonly input: object;
  readonly headers?: Record<string, string>;
  readonly cookie?: string | null;
}

export async function act(house: House, file: string, name: string, attempt: Try): Promise<ActionResult> {
  const action = (await house.load(file))[name] as Action;
  const cookie =
    attempt.cookie === undefined ? await cookieOf(house.database, personOf(attempt.role)) : attempt.cookie;
  sent.headers = attempt.headers ?? ownPage;
  sent.cookie = cookie;
  return await action(null, attempt.input);
}

function fresh(house: House): Promise<Stage> {
  return stage(house.database, { restricted: false });
}

const accessForm = {
  purpose: 'A purpose of more than ten letters.',
  authority: { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null },
  mode: 'download',
  addressRange: '10.0.0.0/8',
  hours: '1',
};

const custodyAct = { condition: 'as described', location: 'SOC room 2' };

/** Input with which the action succeeds for who may use it. */
async function inputOf({ database }: House, name: string, at: Stage): Promise<object> {
  const { incidentId, acquisitionId } = at;
  const reason = 'A reason of more than ten letters.';
  switch (name) {
    case 'openIncidentAction':
      return { title: 'By hand', severity: 'low', reason };
    case 'closeIncidentAction':
      return { incidentId, reason };
    case 'reopenIncidentAction':
      await database.asAdmin("update incident set status = 'closed' where id = $1", [incidentId]);
      return { incidentId, reason };
    case 'addMachineAction':
      return { incidentId, resourceId: vmId(`added-${randomUUID().slice(0, 8)}`), reason };
    case 'writeNoteAction':
      return { incidentId, text: 'A note.' };
    case 'grantMembershipAction':
      return { incidentId, objectId: randomUUID(), reason };
    case 'requestAcquisitionAction':
      return acquisitionForm(at);
    case 'cancelAcquisitionAction':
      return { acquisitionId, reason };
    case 'retryStepAction':
      await database.asAdmin("update acquisition set state = 'failed' where id = $1", [acquisitionId]);
      await database.asAdmin(
        "update acquisition_step set state = 'failed' where acquisition_id = $1 and step = 'check-feasibility'",
        [acquisitionId],
      );
      return { acquisitionId, reason };
    case 'collectFromDeviceAction':
      return await deviceForm(database, at, { kind: 'collect-package' });
    case 'respondOnDeviceAction':
      return await deviceForm(database, at, { kind: 'restrict' });
    case 'cancelDeviceActionAction':
      return { actionId: await deviceActionOn(database, at), reason };
    case 'acknowledgeAlarmAction':
      return { alarmId: await alarmOn(database, at) };
    case 'closeAlarmAction':
      return { alarmId: await alarmOn(database, at), reason };
    case 'testChannelAction':
      await database.register.keepChannels([{ name: 'webhook', place: 'a.example', carriesRequests: true }]);
      return { channel: 'webhook' };
    case 'proposeDisposalAction':
      await storedOn(database, at);
      return { reason, change: { evidenceId: at.evidenceId } };
    case 'witnessDisposalAction':
      return { disposalId: await approvedDisposal(database, at), exhibitNumber: 'EV-2026-0001' };
    case 'sendNoticeAction':
      await database.db.incidentMember.create({ data: { incidentId, objectId: randomUUID() } });
      return { incidentId, text: 'Everything about this machine must be kept.' };
    case 'acknowledgeNoticeAction':
      return { noticeId: await noticeOn(database, incidentId) };
    case 'placeHoldAction':
      return { incidentId, caseReference: `Case ${randomUUID().slice(0, 8)}`, reason };
    case 'proposeLiftHoldAction':
      await guardedContainer(database, incidentId);
      return { reason, change: { incidentId, tag: 'inc1' } };
    case 'extendRetentionAction':
      return await extensionForm(database, incidentId, reason);
    case 'requestAccessAction':
      await askedOn(database, at); // which seals the item
      return { ...accessForm, incidentId, evidenceIds: [at.evidenceId] };
    case 'noteFindingAction':
      return { findingId: await findingOn(database, at), text: 'A drill.' };
    case 'approveRequestAction':
    case 'refuseRequestAction':
      return { requestId: await askedOn(database, at), comment: reason };
    case 'withdrawRequestAction':
      return { requestId: await askedOn(database, at) };
    case 'commentOnRequestAction':
      return { requestId: await askedOn(database, at), text: 'A remark.' };
    case 'makeLinkAction':
      await askedOn(database, at); // which seals the item
      return { evidenceId: at.evidenceId, hours: 1 };
    case 'startCopyVerificationAction':
      await askedOn(database, at); // which seals the item
      return { evidenceId: at.evidenceId };
    case 'proposeThawItemAction':
      await askedOn(database, at);
      return { reason, change: { evidenceId: at.evidenceId } };
    case 'viewContentAction':
      await askedOn(database, at); // which seals the item
      return { evidenceId: at.evidenceId, offset: '0', structure: false };
    case 'listPackageAction':
      await askedOn(database, at);
      return { evidenceId: at.evidenceId };
    case 'readPackageFileAction':
      await askedOn(database, at);
      return { evidenceId: at.evidenceId, path: 'x', form: 'page', query: someRows };
    case 'requestWorkingCopyAction':
      await askedOn(database, at);
      return { evidenceId: at.evidenceId, machineId: vmId('workstation'), lun: 0 };
    case 'removeWorkingCopyAction':
      return { workingCopyId: randomUUID(), reason };
    case 'revokeLinksAction':
      return { requestId: await askedOn(database, at, { granted: true }), reason, linkIds: [randomUUID()] };
    case 'revokeGrantAction':
      return { requestId: await askedOn(database, at, { granted: true }), reason };
    case 'offerCustodyAction':
      await askedOn(database, at); // which seals the item
      return {
        ...custodyAct,
        evidenceId: at.evidenceId,
        toObjectId: randomUUID(),
        purpose: reason,
        hours: '4',
      };
    case 'acceptCustodyAction':
      return { handoverId: await offeredOn(database, at), ...custodyAct };
    case 'declineCustodyAction':
      return { handoverId: await offeredOn(database, at), reason };
    case 'proposeWithholdBodyAction':
    case 'proposeEraseBodyAction':
      return { reason, change: { eventId: at.eventId } };
    case 'correctRecordAction':
      return { eventId: at.eventId, field: 'detail.text', corrected: 'Another note.', reason };
    case 'withdrawOfferAction':
      return { handoverId: await offeredOn(database, at) };
    case 'confirmProposalAction':
    case 'refuseProposalAction':
      return { proposalId: await proposedIn(database, { incidentId }), comment: reason };
    case 'withdrawProposalAction':
      return { proposalId: await proposedIn(database, { incidentId }) };
    case 'startInventoryAction':
      await askedOn(database, at); // which seals the item
      return { incidentId, reason };
    case 'countItemAction':
      return {
        inventoryId: (await inventoryOn(database, at)).inventoryId,
        evidenceId: at.evidenceId,
        finding: 'as-recorded',
        condition: 'sealed',
      };
    case 'signInventoryAction':
      return await inventoryOn(database, at, { counted: true });
    case 'abandonInventoryAction':
      return { inventoryId: (await inventoryOn(database, at)).inventoryId, reason };
    case 'changeSettingsAction':
      return { timeZone: 'Europe/Berlin', appearance: 'dark' };
    default:
      return {};
  }
}
