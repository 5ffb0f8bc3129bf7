import {
  type AccessPolicy,
  accessModes,
  accessPolicySchema,
  defaultAccessPolicy,
  hourWords,
  modeWords,
} from '../custody/access-policy.ts';
import { type ControllerState, controllerState, declaredControllers } from '../custody/controllers.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { retentionDefaults } from '../custody/retention-defaults.ts';
import type { Role } from '../custody/role.ts';
import type { PostureHolder } from './get-posture.ts';
import { newestSessions } from './known-people.ts';
import { listProposals } from './list-proposals.ts';
import type { ProposalView } from './proposal-view.ts';
import type { Viewer } from './viewer.ts';

/** Who may change the controls, what is in force, and what is proposed. */
export interface ControlsView {
  readonly state: ControllerState;
  readonly controllers: readonly ShownController[];
  readonly accessPolicy: AccessPolicy & { readonly since: string | null }; // null: as the product came
  readonly rules: readonly { readonly mode: string; readonly words: string }[];
  readonly retention: { readonly days: number; readonly since: string | null }; // null: from the settings
  readonly waiting: readonly ProposalView[];
  readonly toDo: readonly ProposalView[]; // confirmed, and left to a controller's own account in Azure
  readonly over: readonly ProposalView[];
  readonly candidates: readonly Named[]; // whom a declaration can name: everybody known by a sign-in
  readonly mayPropose: boolean;
  readonly readAt: string;
}

export interface ShownController extends Named {
  readonly account: string | null; // null: never signed in here
  readonly declared: boolean;
  readonly declaredSince: string | null;
  readonly inTenant: boolean | null; // null: the tenant does not say
  readonly rights: readonly string[]; // in Azure, as the posture check last read them
}

interface Named {
  readonly objectId: string;
  readonly name: string;
}

/**
 * In: the object ids that the tenant gives the controller role now, null when it does not say, and the days of retention
 * of the settings. Throws `forbidden`.
 */
export async function getControls(
  viewer: Viewer,
  known: { readonly inTenant: readonly string[] | null; readonly retentionDays: number },
): Promise<ControlsView> {
  requirePermission(viewer.actor, 'controls.read');
  const [policy, retention, declaration, people, waiting, over, toDo] = await Promise.all([
    policyInForce(viewer),
    newestControl(viewer, 'retention-defaults'),
    newestControl(viewer, 'controller-replacement'),
    knownPeople(viewer),
    listProposals(viewer, { waiting: true }),
    listProposals(viewer, { waiting: false }),
    awaitingAct(viewer),
  ]);
  const declared = declaredControllers(declaration);
  const days = retentionDefaults(retention);
  const ids = new Set([...(declared ?? []).map(({ objectId }) => objectId), ...(known.inTenant ?? [])]);
  const holders = await holdersOfRights(viewer);
  return {
    state: controllerState(known.inTenant, declared),
    controllers: [...ids].map((objectId) => {
      const person = people.find((one) => one.objectId === objectId);
      const named = declared?.find((one) => one.objectId === objectId);
      const rights = holders.filter((one) => one.objectId === objectId);
      const name = person?.name ?? named?.displayName ?? rights[0]?.name ?? objectId;
      return {
        ...{ objectId, name, account: person?.account ?? null, declared: named !== undefined },
        declaredSince: named === undefined ? null : (declaration?.createdAt.toISOString() ?? null),
        inTenant: known.inTenant === null ? null : known.inTenant.includes(objectId),
        rights: [...new Set(rights.flatMap(({ paths }) => paths))],
      };
    }),
    accessPolicy: policy,
    rules: accessModes.map((mode) => ({ mode: modeWords(mode), words: ruleWords(policy.modes[mode]) })),
    retention: {
      days: days ?? known.retentionDays,
      since: days === null ? null : (retention?.createdAt.toISOString() ?? null),
    },
    waiting,
    toDo,
    over,
    candidates: people.map(({ objectId, name, account }) => ({ objectId, name: `${name} (${account})` })),
    mayPropose: mayDo(viewer.actor.roles, 'controls.propose'),
    readAt: new Date().toISOString(),
  };
}

async function policyInForce({ db }: Viewer): Promise<ControlsView['accessPolicy']> {
  const row = await db.policyVersion.findFirst({ orderBy: { version: 'desc' } });
  if (row === null) return { ...defaultAccessPolicy, since: null };
  return {
    ...accessPolicySchema.parse(row.policy),
    version: row.version,
    since: row.createdAt.toISOString(),
  };
}

async function awaitingAct(viewer: Viewer): Promise<readonly ProposalView[]> {
  const acts = await viewer.db.guardAct.findMany({
    where: { kind: 'clear-hold', state: 'waits-for-controller' },
    select: { caseReference: true },
  });
  return await listProposals(viewer, { numbers: acts.map(({ caseReference }) => caseReference ?? '') });
}

async function newestControl({ db }: Viewer, control: string) {
  return await db.controlVersion.findFirst({ where: { control }, orderBy: { version: 'desc' } });
}

/** Everybody who ever signed in, as they were named the last time. */
async function knownPeople({ db }: Viewer): Promise<readonly (Named & { readonly account: string })[]> {
  const sessions = await newestSessions(db);
  return sessions
    .map(({ objectId, actor }) => ({ objectId, name: actor.displayName, account: actor.userPrincipalName }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

type RightHolder = PostureHolder & { readonly objectId: string };

/** Who holds the guarded rights in Azure and by which ways, active or eligible, as the posture check says. */
async function holdersOfRights({ db }: Viewer): Promise<readonly RightHolder[]> {
  const controls = await db.postureControl.findMany({
    where: { part: 'rights', retiredAt: null },
    select: { holders: true },
  });
  return controls.flatMap((one) => one.holders as unknown as readonly RightHolder[]);
}

function ruleWords(rule: AccessPolicy['modes']['disk']): string {
  const { approvals, approvers, fallback, longestHours } = rule;
  const standIn = fallback.length === 0 ? '' : `; ${names(fallback)} stands in`;
  const many = approvals === 1 ? '1 approval' : `${approvals} approvals`;
  return `${many} by ${names(approvers)}${standIn}; for ${hourWords(longestHours)} at most`;
}

function names(roles: readonly Role[]): string {
  return roles.join(' or ');
}
