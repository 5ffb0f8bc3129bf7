import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The product without one of its authorisation checks. */
export interface Mutant {
  readonly file: string;
  readonly what: string;
  readonly form: CheckForm;
  readonly line: string; // on which the check stands
  /** The text of the file without the check. */
  without(text: string): string;
}

/** A way of writing a check, and what stands in its place when it is disabled. */
interface CheckForm {
  readonly name: string;
  readonly files?: RegExp;
  readonly pattern: RegExp;
  readonly disabled: string;
  /** A check made again inside the transaction is one check: all of a file are disabled together. */
  readonly together?: boolean;
}

const everyRole = "['analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator']";

export const checkForms: readonly CheckForm[] = [
  { name: 'the permission', pattern: /(?<!function )requirePermission\([^;]*?\);/g, disabled: ';' },
  { name: 'the page it came from', pattern: /(?<!function )requireSameOrigin\([^;]*?\);/g, disabled: ';' },
  { name: 'whose page began it', pattern: /(?<!function )requireOwnClick\([^;]*?\);/g, disabled: ';' },
  {
    name: 'the sign-in of a moment ago',
    pattern: /(?<!function )requireFreshSignIn\([^;]*?\);/g,
    disabled: ';',
  },
  {
    name: 'the visibility of the incident',
    pattern:
      /(?<!function )(openVisibleIncident|visibleIncident|visibleAcquisition|visibleDeviceAction)\(([\w.]+), actor,/g,
    disabled: "$1($2, { kind: 'system', component: 'mutant' },",
    together: true,
  },
  { name: 'the visible incidents', pattern: /visibleIncidentWhere\((?:viewer\.)?actor\)/g, disabled: '({})' },
  { name: 'who may see', pattern: /(?<!function )maySeeIncident\(/g, disabled: '(() => true)(' },
  { name: 'who may see a request', pattern: /(?<!function )maySeeRequest\(/g, disabled: '(() => true)(' },
  { name: 'who may see a proposal', pattern: /(?<!function )maySeeProposal\(/g, disabled: '(() => true)(' },
  {
    name: "the person's own rights in Azure",
    pattern: /context\.scope\.mayTouch\(/g,
    disabled: '(() => true)(',
  },
  { name: 'the right on a device', pattern: /await requireDeviceRight\([^;]*?\);/g, disabled: ';' },
  {
    name: 'the session',
    files: /^lib\/web\//,
    pattern: /if \((actor|session|first) === null\)/g,
    disabled: 'if (false)',
  },
  ...rule('lib/queries/list-running-jobs.ts', [[/if \(!mayDo\([^)]*\)\) return/g, 'if (false) return']]),
  ...rule('lib/custody/permission.ts', [
    [/ && mayDo\(actor\.roles, permission\)/g, ''],
    [/(?<=rolesThatSeeAllIncidents: readonly Role\[\] = )\[[^\]]*\]/g, everyRole],
    [
      /(?<=^ {2}'[\w.-]+': )\[(?!'analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator')[^\]]*\]/gm,
      everyRole,
    ],
  ]),
  ...rule('lib/custody/visibility.ts', [
    [/incident\.memberObjectIds\.includes\(actor\.objectId\)/g, 'incident.memberObjectIds.length > 0'],
    [/!incident\.restricted && /g, ''],
    [/ && actor\.roles\.some\(.*\)(?=;)/g, ''],
  ]),
  ...rule('lib/queries/visible-incidents.ts', [
    [/\{ restricted: false \}/g, '{}'],
    [/some: \{ objectId: actor\.objectId \}/g, 'some: {}'],
    [/seesAll \? /g, 'true ? '],
    [/mayDo\(actor\.roles, 'break-glass\.open'\) \? /g, 'true ? '],
  ]),
  ...rule('lib/queries/may-see-event.ts', [[/event\.actorObjectId === viewer\.actor\.objectId/g, 'true']]),
  ...rule('lib/queries/search-events-where.ts', [
    [/if \(mayAuditPeople\(actor\.roles\)\) return/g, 'if (true) return'],
    [/e\.actor_object_id = \$\{actor\.objectId\}/g, 'true'],
  ]),
  ...rule('lib/queries/event-pages.ts', [[/visibleWithoutGlass\(actor\)/g, '({})']]),
  ...rule('lib/queries/export-events.ts', [[/visibleWithoutGlass\(viewer\.actor\)/g, '({})']]),
  ...rule('lib/procedures/hunting/export-result.ts', [
    [/acquisition === null \|\| cameToNothing\(acquisition\.state\)/g, 'true'],
    [/if \(acquisition\.steps\['seal-evidence'\]\.state !== 'done'\)/g, 'return null; if (true)'],
    [/, id, 'download'\)/g, ", id, 'see-contents', 'download')"],
    [/(?<!\{ )requireRecordedGrant\([^;]*?\);/g, ';'],
  ]),
  ...rule('lib/queries/get-search-desk.ts', [
    [/const own = \{ objectId: actor\.objectId \};/g, 'const own = {};'],
  ]),
  ...rule('lib/web/saved-searches.ts', [[/objectId: actor\.objectId, id/g, 'id']]),
  ...rule('lib/procedures/export/download-export.ts', [
    [/found\.requester\.objectId !== actor\.objectId/g, 'false'],
  ]),
  ...rule('lib/queries/visible-alarms.ts', [
    [/incidentId: null, restricted: false/g, 'incidentId: null'],
    [/audience: \{ has: actor\.objectId \}/g, 'audience: { isEmpty: false }'],
  ]),
  ...rule('lib/procedures/alarm/visible-alarm.ts', [[/audience\.includes\(objectId\)/g, 'true']]),
  ...rule('lib/queries/get-settings.ts', [[/(?<=findMany\(\{\s*where: \{) objectId,/g, '']]),
  ...rule('lib/queries/list-notifications.ts', [[/objectId: viewer\.actor\.objectId/g, '']]),
  ...rule('lib/web/mark-notifications-read.ts', [[/objectId: actor\.objectId, /g, '']]),
  ...rule('lib/procedures/acquisition/request-acquisition.ts', [
    [/one\.requesterObjectId === actor\.objectId &&/g, ''],
  ]),
  ...rule('lib/queries/get-request.ts', [
    [/oversees \? \{\} : \{ requesterObjectId: objectId \}/g, '{}'],
    [/const revealed = over \|\| /g, 'const revealed = true || '],
  ]),
  ...rule('lib/queries/list-requests.ts', [
    [/requesterObjectId: objectId, /g, ''],
    [/if \(!overseesRequests\(/g, 'if (false && !overseesRequests('],
  ]),
  ...rule('lib/queries/shown-events.ts', [[/decided\.readers\.includes\(actor\.objectId\)/g, 'true']]),
  ...rule('lib/queries/list-handovers.ts', [[/OR: \[\{ toObjectId: objectId \}.*\],/g, '']]),
  ...rule('lib/procedures/custody/offer-custody.ts', [
    [/ \|\| !offerer\.roles\.includes\('lead'\)/g, ''],
    [/!standing\.enabled \|\| !mayDo\(standing\.roles, 'custody\.hand-over'\)/g, 'true'],
  ]),
  ...rule('lib/procedures/disposal/witness-disposal.ts', [
    [/chain\.includes\(witness\.objectId\)/g, 'false'],
  ]),
  ...rule('lib/procedures/access/withdraw-request.ts', [
    [/requester\.objectId !== actor\.objectId/g, 'false'],
  ]),
  ...rule('lib/procedures/as-the-tenant-says.ts', [
    [/if \(enabled\) return \{/g, 'if (true) return {'],
    [/return \{ \.\.\.actor, roles \}/g, 'return actor'],
  ]),
  ...rule('lib/queries/visible-incidents.ts', [
    [/\{ objectId, endRecordedAt: null/g, '{ endRecordedAt: null'],
    [/endRecordedAt: null, /g, ''],
    [/, endsAt: \{ gt: now \}/g, ''],
  ]),
  ...rule('lib/queries/list-break-glass.ts', [
    [/overseesProposals\(roles\) \? \{\} : \{ objectId \}/g, '{}'],
  ]),
  ...rule('lib/procedures/break-glass/open-break-glass.ts', [
    [/!mayDo\(person\.roles, 'break-glass\.open'\)/g, 'false'],
  ]),
  ...rule('lib/procedures/break-glass/end-break-glass.ts', [
    [/ \|\| use\.actor\.objectId !== actor\.objectId/g, ''],
  ]),
  ...rule('lib/procedures/break-glass/review-break-glass.ts', [
    [/!mayDo\(reviewer\.roles, 'break-glass\.review'\) \|\| /g, ''],
    [/ \|\| use\.actor\.objectId === reviewer\.objectId/g, ''],
  ]),
  ...rule('lib/queries/visible-proposals.ts', [
    [/oversees \? \{\} : \{ proposedBy: actor\.objectId \}/g, '{}'],
  ]),
  ...rule('lib/procedures/proposal/withdraw-proposal.ts', [
    [/proposer\.objectId !== actor\.objectId/g, 'false'],
  ]),
  ...rule('lib/procedures/proposal/act-as-controller.ts', [
    [/roles\.includes\('controller'\) && /g, ''],
    [/ && \[proposal\.proposer\.objectId, \.\.\.agreed\]\.includes\(objectId\)/g, ''],
  ]),
  ...rule('lib/web/controller-act.ts', [
    [/whoSignedIn\.safeParse\(claims\)\.data\?\.oid !== actor\.objectId/g, 'false'],
  ]),
  ...rule('lib/procedures/proposal/controllers-now.ts', [
    [/if \(!twoControllers\) return/g, 'return'],
    [/standings\[i\]\?\.enabled === true/g, 'true'],
  ]),
  ...rule('lib/procedures/proposal/propose.ts', [[/!actor\.roles\.some\([^;{]*?\)\)(?=\n)/g, 'false)']]),
  ...rule('lib/procedures/fresh-sign-in.ts', [[/age >= -aheadMs && age <= minutes \* 60_000/g, 'true']]),
  ...rule('lib/procedures/proposal/decide-proposal.ts', [[/enabled \? roles : \[\]/g, 'roles']]),
  ...rule('lib/procedures/console/visible-session.ts', [
    [/(?:command\.)?session\.person\.objectId !== actor\.objectId/g, 'false'],
  ]),
  ...rule('lib/procedures/console/run-command.ts', [[/mayDo\(actor\.roles, 'library\.install'\)/g, 'true']]),
  ...rule('lib/custody/device-rights.ts', [
    [/holdsOne\(given\.\w+, held\)/g, 'true'],
    [/ruleOn\(rights, group\)\.tier0/g, 'false'],
    [/rights\.second\.includes\(asked\)/g, 'false'],
  ]),
  ...rule('lib/procedures/device/submit-device-action.ts', [
    [/\(await look\.isDeviceActionApproved\(action\.id\)\)/g, 'true'],
  ]),
  ...rule('lib/procedures/console/work-on-order.ts', [
    [/!mayDo\(person\.roles, needed\)/g, 'false'],
    [/await openVisibleIncident\([^;]*?\);/g, ';'],
  ]),
  ...rule('lib/procedures/working-copy/remove-working-copy.ts', [
    [/ \|\| copy\.requester\.objectId !== actor\.objectId/g, ''],
  ]),
  ...rule('lib/procedures/access/live-grant.ts', [
    [/\(\{ mode \}\) =>\s+modes\.includes\(mode\)/g, '() => true'],
    [/Date\.parse\(endsAt\) > Date\.now\(\)/g, 'true'],
    [/isInsideRange\(addressRange, actor\.ip\)/g, 'true'],
    [/detail\.grantId === grant\.id/g, 'true'],
    [/detail\.grantee\.objectId === granteeObjectId/g, 'true'],
    [/detail\.mode === grant\.mode/g, 'true'],
    [/detail\.addressRange === grant\.addressRange/g, 'true'],
    [/detail\.endsAt === grant\.endsAt/g, 'true'],
  ]),
  ...rule('lib/custody/own-package.ts', [
    [/requesterObjectId === objectId && /g, ''],
    [/ && roles\.some\(.*\)(?=;)/g, ''],
  ]),
  ...rule('lib/procedures/import/import-file.ts', [[/requester\.objectId === actor\.objectId &&/g, '']]),
  ...rule('lib/procedures/import/register-brought.ts', [[/requester\.objectId === actor\.objectId &&/g, '']]),
  ...rule('lib/procedures/package/may-read-package.ts', [
    [/form === 'page' && /g, ''],
    [/ && \(await look\.accessPolicy\(\)\)\.ownPackages/g, ''],
    [/return \['download'\]/g, "return ['see-contents', 'download']"],
    [/ && isOfKind\(source\.output, kind\)/g, ''],
  ]),
  ...rule('lib/web/session.ts', [
    [/session\.revokedAt !== null/g, 'false'],
    [/session\.absoluteExpiresAt\.getTime\(\) <= now/g, 'false'],
    [/idleEndsAt\.getTime\(\) <= now/g, 'false'],
  ]),
  ...rule('lib/web/person-now.ts', [
    [/if \(enabled && roles\.length > 0\)/g, 'if (roles.length > 0)'],
    [/return \{ \.\.\.actor, roles \}/g, 'return actor'],
    [/ >= patienceMs\) return null/g, ' < 0) return null'],
  ]),
  ...rule('lib/web/same-origin.ts', [
    [/headers\.get\('origin'\) !== expected \|\| /g, ''],
    [/ \|\| headers\.get\('sec-fetch-site'\) !== 'same-origin'/g, ''],
  ]),
  ...rule('lib/web/bearer.ts', [
    [/if \(typeof claims\.azp[^;]*;/g, ''],
    [/^ {6}issuer,$/gm, ''],
    [/^ {6}audience,$/gm, ''],
  ]),
  ...rule('lib/web/person-from-claims.ts', [
    [/if \(tid !== tenantId\)/g, 'if (false)'],
    [/\.filter\(isRole\)/g, ''],
    [/if \(roles\.length === 0\)/g, 'if (false)'],
  ]),
];

/** Every check of the product, once each. The order is that of the files, so a number names the same one everywhere. */
export function mutantsOf(root: string): readonly Mutant[] {
  const files = globSync('{app,lib/{web,queries,procedures,custody}}/**/*.{ts,tsx}', { cwd: root }).sort();
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return checkForms
      .filter((form) => form.files?.test(file) ?? true)
      .flatMap((form) => ofForm(form, file, text));
  });
}

function ofForm(form: CheckForm, file: string, text: string): readonly Mutant[] {
  const found = [...text.matchAll(form.pattern)];
  if (form.together === true && found.length > 0) {
    const what = `${form.name} in ${file}`;
    const line = lineAt(text, found[0]?.index ?? 0);
    return [{ file, what, form, line, without: (whole) => whole.replace(form.pattern, form.disabled) }];
  }
  return found.map((match, nth) => ({
    file,
    form,
    line: lineAt(text, match.index),
    what: `${form.name} in ${file}:${lineOf(text, match.index)} (${firstLine(match[0])})`,
    without: (whole) => replaceNth(whole, form, nth),
  }));
}

function replaceNth(text: string, { pattern, disabled }: CheckForm, nth: number): string {
  let seen = -1;
  return text.replace(pattern, (...match: unknown[]) => {
    seen += 1;
    const whole = String(match[0]);
    return seen === nth ? whole.replace(whole, () => disabled) : whole;
  });
}

function rule(file: string, parts: readonly (readonly [RegExp, string])[]): readonly CheckForm[] {
  const files = new RegExp(`^${file.replaceAll('.', '\\.')}$`);
  return parts.map(([pattern, disabled]) => ({ name: 'a condition', files, pattern, disabled }));
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

function lineAt(text: string, index: number): string {
  return text.slice(text.lastIndexOf('\n', index) + 1).split('\n')[0] ?? '';
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.slice(0, 70) ?? '';
}
