/**
 * Who may do and see what, written by hand from the description of the roles. Product code never imports it,
 * and it imports no product code: where the two differ, one of them is wrong and a person decides which.
 */
export const everyRole = ['analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator'] as const;
export type RoleName = (typeof everyRole)[number];

const investigating: readonly RoleName[] = ['analyst', 'responder', 'lead'];
const everybody: readonly RoleName[] = everyRole;
const watching: readonly RoleName[] = ['lead', 'auditor', 'controller'];
const asking: readonly RoleName[] = ['analyst', 'responder', 'lead', 'auditor', 'investigator'];
const inCustody: readonly RoleName[] = ['analyst', 'responder', 'lead', 'investigator'];
const holding: readonly RoleName[] = ['responder', 'lead', 'controller'];
const counting: readonly RoleName[] = ['analyst', 'responder', 'lead', 'auditor'];
/** Who may read in an emergency what they are no member of. */
const emergency: readonly RoleName[] = ['responder', 'lead', 'controller'];
const deciding: readonly RoleName[] = ['lead', 'controller'];
/** Everybody, those first who see the requests of others. */
const overseeingFirst: readonly RoleName[] = [
  'lead',
  'auditor',
  'controller',
  'analyst',
  'responder',
  'investigator',
];
const allButInvestigator: readonly RoleName[] = ['analyst', 'responder', 'lead', 'auditor', 'controller'];

/**
 * Every exported server action: file, then name. `incident`: it names an incident or something inside one. `own`: what it
 * names must be the person's own besides, which has tests of its own.
 */
export const actions: Readonly<
  Record<string, { readonly roles: readonly RoleName[]; readonly incident: boolean; readonly own?: true }>
> = {
  'incidents/actions.ts openIncidentAction': { roles: investigating, incident: false },
  'incidents/actions.ts closeIncidentAction': { roles: investigating, incident: true },
  'incidents/actions.ts reopenIncidentAction': { roles: investigating, incident: true },
  'incidents/actions.ts addMachineAction': { roles: investigating, incident: true },
  'incidents/actions.ts writeNoteAction': { roles: investigating, incident: true },
  'incidents/actions.ts grantMembershipAction': { roles: ['lead'], incident: true },
  'incidents/[incidentId]/acquire/actions.ts requestAcquisitionAction': {
    roles: investigating,
    incident: true,
  },
  'acquisitions/[acquisitionId]/actions.ts cancelAcquisitionAction': { roles: investigating, incident: true },
  'acquisitions/[acquisitionId]/actions.ts retryStepAction': { roles: investigating, incident: true },
  'evidence/[evidenceId]/disposal/actions.ts proposeDisposalAction': {
    roles: deciding,
    incident: true,
    own: true,
  },
  'evidence/[evidenceId]/disposal/actions.ts witnessDisposalAction': {
    roles: everybody,
    incident: true,
    own: true,
  },
  'incidents/[incidentId]/holds/actions.ts sendNoticeAction': { roles: holding, incident: true },
  'incidents/[incidentId]/holds/actions.ts acknowledgeNoticeAction': {
    roles: everybody,
    incident: true,
    own: true,
  },
  'incidents/[incidentId]/holds/actions.ts placeHoldAction': { roles: holding, incident: true },
  'incidents/[incidentId]/holds/actions.ts proposeLiftHoldAction': {
    roles: deciding,
    incident: true,
    own: true,
  },
  'incidents/[incidentId]/holds/actions.ts extendRetentionAction': { roles: deciding, incident: true },
  'alarms/actions.ts acknowledgeAlarmAction': { roles: deciding, incident: true },
  'alarms/actions.ts testChannelAction': { roles: deciding, incident: false },
  'ledger/actions.ts startVerificationAction': { roles: watching, incident: false },
  'reconciliation/actions.ts noteFindingAction': { roles: watching, incident: true },
  'requests/actions.ts requestAccessAction': { roles: asking, incident: true },
  'requests/actions.ts approveRequestAction': { roles: deciding, incident: true },
  'requests/actions.ts refuseRequestAction': { roles: deciding, incident: true },
  'requests/actions.ts withdrawRequestAction': { roles: asking, incident: true, own: true },
  'requests/actions.ts commentOnRequestAction': { roles: everybody, incident: true, own: true },
  'requests/actions.ts revokeGrantAction': { roles: deciding, incident: true },
  'requests/actions.ts makeLinkAction': { roles: asking, incident: true, own: true },
  'requests/actions.ts revokeLinksAction': { roles: deciding, incident: true, own: true },
  'requests/actions.ts requestWorkingCopyAction': { roles: asking, incident: true, own: true },
  'requests/actions.ts removeWorkingCopyAction': { roles: asking, incident: true, own: true },
  'evidence/actions.ts offerCustodyAction': { roles: inCustody, incident: true, own: true },
  'evidence/actions.ts acceptCustodyAction': { roles: inCustody, incident: true, own: true },
  'evidence/actions.ts declineCustodyAction': { roles: inCustody, incident: true, own: true },
  'evidence/actions.ts correctRecordAction': { roles: investigating, incident: true },
  'evidence/actions.ts proposeWithholdBodyAction': { roles: deciding, incident: true },
  'evidence/actions.ts proposeEraseBodyAction': { roles: deciding, incident: true },
  'evidence/actions.ts withdrawOfferAction': { roles: inCustody, incident: true, own: true },
  'break-glass/actions.ts openBreakGlassAction': { roles: emergency, incident: false, own: true },
  'break-glass/actions.ts endBreakGlassAction': { roles: emergency, incident: false, own: true },
  'break-glass/actions.ts reviewBreakGlassAction': { roles: watching, incident: false, own: true },
  'controls/actions.ts confirmProposalAction': { roles: deciding, incident: true, own: true },
  'controls/actions.ts refuseProposalAction': { roles: deciding, incident: true, own: true },
  'controls/actions.ts withdrawProposalAction': { roles: allButInvestigator, incident: true, own: true },
  'controls/actions.ts proposeAccessPolicyAction': { roles: ['controller'], incident: false, own: true },
  'controls/actions.ts proposeRetentionDefaultsAction': { roles: ['controller'], incident: false, own: true },
  'controls/actions.ts proposeControllerReplacementAction': {
    roles: ['controller'],
    incident: false,
    own: true,
  },
  'posture/actions.ts proposePostureExceptionAction': { roles: deciding, incident: false, own: true },
  'incidents/[incidentId]/inventory/actions.ts startInventoryAction': { roles: counting, incident: true },
  'incidents/[incidentId]/inventory/actions.ts countItemAction': { roles: counting, incident: true },
  'incidents/[incidentId]/inventory/actions.ts signInventoryAction': { roles: counting, incident: true },
  'incidents/[incidentId]/inventory/actions.ts abandonInventoryAction': { roles: counting, incident: true },
  'settings/actions.ts changeSettingsAction': { roles: everybody, incident: false },
  'settings/actions.ts revokeSessionsAction': { roles: everybody, incident: false },
  'actions.ts markNotificationsReadAction': { roles: everybody, incident: false },
};

/** Every procedure a person can run, by file. */
export const procedures: Readonly<Record<string, readonly RoleName[]>> = {
  'incident/open-incident.ts': investigating,
  'incident/close-incident.ts': investigating,
  'incident/reopen-incident.ts': investigating,
  'incident/add-machine.ts': investigating,
  'incident/write-note.ts': investigating,
  'incident/grant-membership.ts': ['lead'],
  'acquisition/request-acquisition.ts': investigating,
  'acquisition/cancel-acquisition.ts': investigating,
  'acquisition/retry-step.ts': investigating,
  'hold/place-hold.ts': holding,
  'hold/send-notice.ts': holding,
  'hold/acknowledge-notice.ts': everybody,
  'hold/extend-retention.ts': deciding,
  'alarm/acknowledge-alarm.ts': deciding,
  'alarm/test-channel.ts': deciding,
  'ledger/start-verification.ts': watching,
  'access/request-access.ts': asking,
  'access/approve-request.ts': deciding,
  'access/refuse-request.ts': deciding,
  'access/withdraw-request.ts': asking,
  'access/comment-on-request.ts': everybody,
  'access/revoke-grant.ts': deciding,
  'access/read-content.ts': asking,
  'access/make-link.ts': asking,
  'access/revoke-links.ts': deciding,
  'working-copy/request-working-copy.ts': asking,
  'working-copy/remove-working-copy.ts': asking,
  'custody/offer-custody.ts': inCustody,
  'custody/accept-custody.ts': inCustody,
  'custody/decline-custody.ts': inCustody,
  'custody/withdraw-offer.ts': inCustody,
  'custody/correct-record.ts': investigating,
  'break-glass/open-break-glass.ts': emergency,
  'break-glass/end-break-glass.ts': emergency,
  'break-glass/review-break-glass.ts': watching,
  'proposal/act-as-controller.ts': ['controller'],
  'proposal/confirm-proposal.ts': deciding,
  'proposal/refuse-proposal.ts': deciding,
  'proposal/withdraw-proposal.ts': allButInvestigator,
  'proposal/kinds/access-policy.ts': ['controller'],
  'proposal/kinds/lift-hold.ts': deciding,
  'proposal/kinds/dispose-item.ts': deciding,
  'disposal/witness-disposal.ts': everybody,
  'proposal/kinds/withhold-body.ts': deciding,
  'proposal/kinds/erase-body.ts': deciding,
  'proposal/kinds/retention-defaults.ts': ['controller'],
  'proposal/kinds/controller-replacement.ts': ['controller'],
  'proposal/kinds/posture-exception.ts': deciding,
  'inventory/start-inventory.ts': counting,
  'inventory/count-item.ts': counting,
  'inventory/sign-inventory.ts': counting,
  'inventory/abandon-inventory.ts': counting,
  'reconciliation/note-finding.ts': watching,
  'settings/change-settings.ts': everybody,
  'session/revoke-sessions.ts': everybody,
};

/** Every query, by the name of its function, and the file it is in. `one`: it names one thing, which must not be seen from outside. */
export const queries: Readonly<
  Record<string, { readonly file: string; readonly roles: readonly RoleName[]; readonly one: boolean }>
> = {
  listIncidents: { file: 'list-incidents.ts', roles: everybody, one: false },
  getIncident: { file: 'get-incident.ts', roles: everybody, one: true },
  getIncidentGuard: { file: 'get-incident-guard.ts', roles: everybody, one: true },
  getIncidentTimeline: { file: 'get-incident-timeline.ts', roles: everybody, one: true },
  listRunningJobs: { file: 'list-running-jobs.ts', roles: everybody, one: false },
  getSettings: { file: 'get-settings.ts', roles: everybody, one: false },
  listNotifications: { file: 'list-notifications.ts', roles: everybody, one: false },
  changeMark: { file: 'change-mark.ts', roles: everybody, one: false },
  findIncidents: { file: 'find-incidents.ts', roles: everybody, one: false },
  searchEverything: { file: 'search-everything.ts', roles: everybody, one: false },
  getAcquireOptions: { file: 'get-acquire-options.ts', roles: investigating, one: true },
  listAcquisitions: { file: 'list-acquisitions.ts', roles: allButInvestigator, one: false },
  getAcquisition: { file: 'get-acquisition.ts', roles: allButInvestigator, one: true },
  listEvidence: { file: 'list-evidence.ts', roles: everybody, one: false },
  listIncidentEvidence: { file: 'list-evidence.ts', roles: everybody, one: false },
  getEvidenceItem: { file: 'get-evidence-item.ts', roles: everybody, one: true },
  getCustodyTimeline: { file: 'get-custody-timeline.ts', roles: everybody, one: true },
  listRequests: { file: 'list-requests.ts', roles: everybody, one: false },
  countWaitingForMe: { file: 'waiting-for-me.ts', roles: everybody, one: false },
  getRequest: { file: 'get-request.ts', roles: overseeingFirst, one: true },
  getItemUses: { file: 'get-item-uses.ts', roles: everybody, one: true },
  getRequestLinks: { file: 'get-request-links.ts', roles: overseeingFirst, one: true },
  getItemDisposal: { file: 'get-item-disposal.ts', roles: everybody, one: true },
  getDisposalCertificate: { file: 'get-item-disposal.ts', roles: everybody, one: true },
  getItemAccess: { file: 'get-item-access.ts', roles: everybody, one: true },
  getItemReaders: { file: 'get-item-readers.ts', roles: watching, one: true },
  getItemCustody: { file: 'get-item-custody.ts', roles: everybody, one: true },
  getInventory: { file: 'get-inventory.ts', roles: allButInvestigator, one: true },
  listHandovers: { file: 'list-handovers.ts', roles: inCustody, one: false },
  getRequestForm: { file: 'get-request-form.ts', roles: asking, one: true },
  getLedgerState: { file: 'get-ledger-state.ts', roles: allButInvestigator, one: false },
  listLedgerEntries: { file: 'list-ledger-entries.ts', roles: allButInvestigator, one: false },
  getLedgerEpochs: { file: 'get-ledger-epochs.ts', roles: allButInvestigator, one: false },
  getLedgerAnchors: { file: 'get-ledger-anchors.ts', roles: allButInvestigator, one: false },
  listCheckpoints: { file: 'list-checkpoints.ts', roles: allButInvestigator, one: false },
  ledgerAlarm: { file: 'ledger-alarm.ts', roles: everybody, one: false },
  getEventProof: { file: 'get-event-proof.ts', roles: allButInvestigator, one: true },
  exportEvents: { file: 'export-events.ts', roles: allButInvestigator, one: true },
  listVerifications: { file: 'list-verifications.ts', roles: watching, one: false },
  getVerification: { file: 'get-verification.ts', roles: watching, one: false },
  getVerificationReport: { file: 'get-verification.ts', roles: watching, one: false },
  getVerificationProof: { file: 'get-verification.ts', roles: watching, one: false },
  listAlarms: { file: 'list-alarms.ts', roles: watching, one: false },
  countAlarms: { file: 'list-alarms.ts', roles: watching, one: false },
  getAlarm: { file: 'get-alarm.ts', roles: watching, one: true },
  listAlarmChannels: { file: 'list-alarm-channels.ts', roles: watching, one: false },
  getReconciliation: { file: 'get-reconciliation.ts', roles: watching, one: false },
  getItemReads: { file: 'get-item-reads.ts', roles: everybody, one: true },
  getPosture: { file: 'get-posture.ts', roles: watching, one: false },
  listBreakGlass: { file: 'list-break-glass.ts', roles: ['responder', ...watching], one: false },
  getControls: { file: 'get-controls.ts', roles: watching, one: false },
  getProposal: { file: 'get-proposal.ts', roles: allButInvestigator, one: true },
  listProposals: { file: 'list-proposals.ts', roles: allButInvestigator, one: false },
  getLedgerEntry: { file: 'get-ledger-entry.ts', roles: allButInvestigator, one: false },
};

/** Every exported method of every route. `public` answers anybody; `apart` has tests of its own (signing in and out, evidence bytes). */
export const routes: Readonly<Record<string, 'public' | 'apart' | readonly RoleName[]>> = {
  'sign-in/start/route.ts GET': 'apart',
  'sign-in/start/route.ts POST': 'apart',
  'sign-in/callback/route.ts GET': 'apart',
  'sign-out/route.ts POST': 'apart',
  'controls/act/start/route.ts POST': 'apart',
  'controls/act/callback/route.ts GET': 'apart',
  'api/health/route.ts GET': 'public',
  'api/ledger/checkpoint/route.ts GET': 'public',
  'api/ledger/keys/route.ts GET': 'public',
  'api/ledger/tile/[...path]/route.ts GET': allButInvestigator,
  'api/ledger/proof/inclusion/route.ts GET': allButInvestigator,
  'api/ledger/proof/consistency/route.ts GET': allButInvestigator,
  'api/ledger/entries/[index]/tlog-proof/route.ts GET': allButInvestigator,
  'api/ledger/verifications/[id]/report/route.ts GET': watching,
  'api/ledger/trust-policy/route.ts GET': allButInvestigator,
  'api/events/route.ts GET': everybody,
  'api/session/route.ts GET': everybody,
  'api/session/route.ts POST': everybody,
  'api/incidents/route.ts GET': everybody,
  'api/search/route.ts GET': everybody,
  'api/acquisitions/route.ts POST': investigating,
  'api/acquisitions/[id]/route.ts GET': allButInvestigator,
  'api/custody-events/[id]/proof/route.ts GET': allButInvestigator,
  'api/custody-events/route.ts GET': allButInvestigator,
  'api/evidence/[id]/content/route.ts GET': 'apart',
  'api/evidence/[id]/content/route.ts HEAD': 'public', // says only that it does not answer
  'api/evidence/[id]/certificate/route.ts GET': allButInvestigator, // as below
  'api/evidence/[id]/route.ts GET': allButInvestigator, // an investigator is no member of the test's incident
};
