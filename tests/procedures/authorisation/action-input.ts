import { randomUUID } from 'node:crypto';
import { askedOn } from '../../support/asked-access.ts';
import { inventoryOn } from '../../support/begun-inventory.ts';
import { consoleAuthority, consoleOn, consoleReason } from '../../support/console-on.ts';
import { deviceActionOn, deviceForm, deviceOn } from '../../support/device-on.ts';
import { approvedDisposal, storedOn } from '../../support/disposed.ts';
import { findingOn } from '../../support/finding-on.ts';
import { extensionForm, guardedContainer } from '../../support/guarded-container.ts';
import { noticeOn } from '../../support/hold-notice.ts';
import { huntingOn } from '../../support/hunting-on.ts';
import { broughtBundle, broughtFile, broughtForm, importForm, stagedFile } from '../../support/import-on.ts';
import { offeredOn } from '../../support/offered-custody.ts';
import { oldImage, personOf } from '../../support/portal.ts';
import { proposedIn } from '../../support/proposed.ts';
import { alarmOn } from '../../support/raised-alarm.ts';
import { draftScript } from '../../support/script-on.ts';
import { acquisitionForm, type Stage, vmId } from '../../support/stage.ts';
import type { House } from './house.ts';

const someRows = { search: '', where: [], sort: null, start: 0, most: 1 };

const accessForm = {
  purpose: 'A purpose of more than ten letters.',
  authority: { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null },
  mode: 'download',
  addressRange: '10.0.0.0/8',
  hours: '1',
};

const custodyAct = { condition: 'as described', location: 'SOC room 2' };

/** Input with which the action succeeds for who may use it. */
export async function inputOf({ database }: House, name: string, at: Stage): Promise<object> {
  const { incidentId, acquisitionId } = at;
  const reason = 'A reason of more than ten letters.';
  switch (name) {
    case 'openIncidentAction':
      return { title: 'By hand', severity: 'low', reason };
    case 'requestExportAction':
      return { query: '', format: 'csv' };
    case 'saveSearchAction':
      return { name: 'Sign-ins', query: 'action:access' };
    case 'removeSearchAction':
      return { id: randomUUID() };
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
    case 'acceptReceiptAction':
      return { of: 'item', id: at.evidenceId, receipt: 'none', keySha256: 'ab'.repeat(32) };
    case 'collectFromDeviceAction':
      return await deviceForm(database, at, { kind: 'collect-package' });
    case 'respondOnDeviceAction':
      return await deviceForm(database, at, { kind: 'restrict' });
    case 'cancelDeviceActionAction':
      return { actionId: await deviceActionOn(database, at), reason };
    case 'bringFileAction':
      return { ...broughtForm(at), ...broughtFile };
    case 'bringStagedAction':
      return { ...broughtForm(at), ...stagedFile };
    case 'bringBundleAction':
      return { ...broughtForm(at), ...broughtBundle };
    case 'takeOverSnapshotAction': {
      const { incidentId: id, reason: why, authority, requestKey } = broughtForm(at);
      return { incidentId: id, ...oldImage, takenBy: null, reason: why, authority, requestKey };
    }
    case 'takeFromBundleAction': {
      const { reason: why, authority, requestKey } = broughtForm(at);
      return { acquisitionId, theirs: 'EV-2025-0007', reason: why, authority, requestKey };
    }
    case 'importFileAction':
      return await importForm(database, at);
    case 'requestReportAction': {
      const stated = { requestingParty: null, crossReferences: null, neededUntil: null, timeZone: 'UTC' };
      const subject = { kind: 'incident', id: incidentId };
      return { subject, ...stated, reason, authority: consoleAuthority, requestKey: randomUUID() };
    }
    case 'runHuntingAction': {
      const key = randomUUID();
      return { incidentId, deviceId: null, query: 'DeviceInfo', timespan: 'P1D', requestKey: key };
    }
    case 'saveQueryAction': {
      const text = { query: 'DeviceInfo', timespan: 'P1D', sharedWith: 'incident' };
      return { incidentId, seriesId: null, name: 'Devices', ...text };
    }
    case 'sealResultAction': {
      const runId = await huntingOn(database, at);
      return { runId, reason, authority: consoleAuthority };
    }
    case 'exportResultAction':
      return { runId: await huntingOn(database, at) };
    case 'openSessionAction': {
      const deviceId = await deviceOn(database, at);
      return { incidentId, deviceId, reason: consoleReason, authority: consoleAuthority };
    }
    case 'closeSessionAction':
      return { sessionId: await consoleOn(database, at, personOf('responder')) };
    case 'runCommandAction': {
      const sessionId = await consoleOn(database, at, personOf('responder'));
      return { sessionId, line: 'help', requestKey: randomUUID() };
    }
    case 'cancelCommandAction':
      return { commandId: randomUUID() };
    case 'addIndicatorAction':
      return { commandId: randomUUID(), action: 'Alert' };
    case 'readCommandOutputAction':
      return { evidenceId: at.evidenceId };
    case 'installScriptsAction':
      return {};
    case 'proposeScriptReviewAction':
      return { reason, change: { versionId: (await draftScript(database)).versionId } };
    case 'retireScriptAction':
      return { versionId: (await draftScript(database)).versionId, reason };
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
    case 'describeOrganisationAction':
      return { name: 'Metropolitan Security Operations', reason };
    case 'changeSettingsAction':
      return { timeZone: 'Europe/Berlin', appearance: 'dark' };
    default:
      return {};
  }
}
