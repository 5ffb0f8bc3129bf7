import type {
  AccountRecord,
  DiagnosticSetting,
  LockRecord,
  ResourceGroupRecord,
  WorkingDiskRecord,
} from './guard-records.ts';
import { readIfThere, writeOwnerOnly } from './owner-only-file.ts';
import type { RoleDefinition } from './role-definition.ts';
import type { RoleAssignment } from './seeded-access.ts';
import { seededAccounts, seededDiagnostics, seededGroups, seededLocks } from './seeded-guards.ts';

/** What the control plane remembers over a restart. Keys of the maps are lower case: Azure's names ignore case. */
interface CloudState {
  readonly seededAt: string;
  readonly snapshots: Record<string, SnapshotRecord>;
  readonly containers: Record<string, ContainerRecord>; // "<account>/<container>"
  readonly activity: Record<string, unknown>[];
  readonly access: AccessState;
  readonly accounts: Record<string, AccountRecord>;
  readonly locks: LockRecord[];
  readonly diagnostics: DiagnosticSetting[];
  readonly workingDisks: Record<string, WorkingDiskRecord>;
  readonly resourceGroups: Record<string, ResourceGroupRecord>; // by id
}

/** What was changed of the rights that the tenant was set up with. */
export interface AccessState {
  /** False: the tenant began without the product's roles, assignments and eligibilities. Absent in older states. */
  readonly seeded?: boolean;
  definitions: RoleDefinition[];
  assignments: RoleAssignment[];
  unassigned: string[]; // guids of assignments that were there at first
  eligible: RoleAssignment[];
  denies: DenyAssignment[];
  members: Record<string, readonly string[]>; // by group id
  eligibleMembers: Record<string, readonly string[]>; // who may activate a membership, by group id
}

export interface DenyAssignment {
  readonly guid: string;
  readonly name: string;
  readonly scope: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  readonly principals: readonly string[]; // object ids; all zeros for everybody
  readonly excludePrincipals: readonly string[];
  readonly doNotApplyToChildScopes: boolean;
  readonly isSystemProtected: boolean;
}

export interface SnapshotRecord {
  readonly id: string; // resource id as first written
  readonly name: string;
  readonly location: string;
  tags: Record<string, string>;
  readonly sku: string;
  readonly sourceResourceId: string;
  readonly sourceUniqueId: string;
  readonly diskKey: string;
  readonly uniqueId: string;
  readonly timeCreated: string;
  readonly osType: string | null;
  readonly hyperVGeneration: string | null;
  readonly incremental: boolean;
  readonly encryptionSettings: unknown;
  networkAccessPolicy: string;
  publicNetworkAccess: string;
  diskAccessId: string | null;
  provisioningState: 'Updating' | 'Succeeded' | 'Failed';
  sizeBytes: number | null;
  grantedUntil: string | null; // an export link is open until then
}

export interface ContainerRecord {
  readonly account: string;
  readonly name: string;
  etag: string;
  lastModified: string;
  metadata: Record<string, string>;
  policy: PolicyRecord | null;
  policyHistory: Record<string, unknown>[];
  holds: {
    readonly tag: string;
    readonly timestamp: string;
    readonly objectIdentifier: string;
    readonly tenantId: string;
    readonly upn?: string; // of a person
  }[];
}

export interface PolicyRecord {
  etag: string;
  state: 'Unlocked' | 'Locked';
  days: number;
  allowProtectedAppendWrites: boolean;
  allowProtectedAppendWritesAll: boolean;
  extensions: number;
}

export interface StateFile {
  readonly state: CloudState;
  /** Call after every change; returns when the change is on disk. */
  save(): void;
}

/**
 * Opens the state, or seeds a new one; `bare`: without what `holdfast provision` makes. A damaged file is refused in one
 * line rather than replaced.
 */
export function openState(file: string, now: Date, bare = false): StateFile {
  const text = readIfThere(file);
  // A state that an earlier version wrote lacks what came later.
  const state = { ...(bare ? bareState(now) : emptyState(now)), ...(text === null ? {} : parse(text, file)) };
  const save = () => writeOwnerOnly(file, JSON.stringify(state));
  if (text === null) save();
  return { state, save };
}

function emptyState(now: Date): CloudState {
  return {
    seededAt: now.toISOString(),
    snapshots: {},
    containers: {},
    activity: [],
    access: {
      definitions: [],
      assignments: [],
      unassigned: [],
      eligible: [],
      denies: [],
      members: {},
      eligibleMembers: {},
    },
    accounts: seededAccounts(),
    locks: seededLocks(),
    diagnostics: seededDiagnostics(),
    workingDisks: {},
    resourceGroups: seededGroups(),
  };
}

/** The subscriptions as they are before anybody set anything up. */
function bareState(now: Date): CloudState {
  const state = emptyState(now);
  return {
    ...state,
    access: { ...state.access, seeded: false },
    accounts: {},
    locks: [],
    diagnostics: [],
    resourceGroups: {},
  };
}

function parse(text: string, file: string): CloudState {
  try {
    return JSON.parse(text) as CloudState;
  } catch (error) {
    throw new Error(
      `The local cloud cannot read its state in ${file}. Restore it or delete it to begin anew.`,
      {
        cause: error,
      },
    );
  }
}
