import { z } from 'zod';
import { permissions } from './permission.ts';
import type { Role } from './role.ts';

/** What a grant lets a person do with an item: look into it, take its bytes away, or work on a disk made from it. */
export const accessModes = ['see-contents', 'download', 'disk'] as const;
export type AccessMode = (typeof accessModes)[number];

/** Who must agree to one mode of access, and for how long at most it is given. */
export interface AccessRule {
  readonly approvals: number; // distinct people
  readonly approvers: readonly Role[];
  readonly fallback: readonly Role[]; // count only while too few of the approvers can decide
  readonly longestHours: number;
}

/** The rules of one version. The version in force at the moment of asking is frozen into the request. */
export interface AccessPolicy {
  readonly version: number;
  readonly modes: Readonly<Record<AccessMode, AccessRule>>;
  readonly waitingDays: number; // then a request that nobody decided expires
  readonly stepUpMinutes: number; // how old a sign-in may be for a decision
  readonly ownPackages: boolean; // whether who asked for a package, or ran a command, may look into what it gave without a grant
}

/** What a request keeps of the policy: the rule of its own mode, in the spelling that the database's function reads. */
export interface FrozenPolicy extends AccessRule {
  readonly version: number;
  readonly waitingDays: number;
  readonly stepUpMinutes: number;
}

/** In force until the two controllers put another version in its place. */
export const defaultAccessPolicy: AccessPolicy = {
  version: 1,
  modes: {
    'see-contents': { approvals: 1, approvers: ['lead'], fallback: [], longestHours: 72 },
    download: { approvals: 2, approvers: ['lead'], fallback: ['controller'], longestHours: 24 },
    disk: { approvals: 2, approvers: ['lead'], fallback: ['controller'], longestHours: 168 },
  },
  waitingDays: 7,
  stepUpMinutes: 15,
  ownPackages: true, // they read it in Microsoft's own portal all the same, and here each look is recorded
};

// Whom a policy names must be able to open the door at all.
const deciding = z.enum(permissions['access.decide']);

const ruleSchema = z.strictObject({
  approvals: z.int().min(1).max(9),
  approvers: z.array(deciding).min(1),
  fallback: z.array(deciding),
  longestHours: z.int().min(1).max(8_760),
});

/** A policy as it is stored, without its version. */
export const accessPolicySchema = z.strictObject({
  modes: z.strictObject({ 'see-contents': ruleSchema, download: ruleSchema, disk: ruleSchema }),
  waitingDays: z.int().min(1).max(90),
  stepUpMinutes: z.int().min(1).max(600),
  ownPackages: z.boolean().default(false), // older versions do not have it
});

export function frozenPolicy(policy: AccessPolicy, mode: AccessMode): FrozenPolicy {
  const { version, waitingDays, stepUpMinutes } = policy;
  return { version, waitingDays, stepUpMinutes, ...policy.modes[mode] };
}

/** "2 approvals by different people: lead; controller stands in while too few of them can decide." */
export function policyWords(policy: FrozenPolicy): string {
  const { approvals, approvers, fallback } = policy;
  const many = approvals === 1 ? '1 approval' : `${approvals} approvals by different people`;
  const standIn =
    fallback.length === 0 ? '' : `; ${fallback.join(' or ')} stands in while too few of them can decide`;
  return `${many}, role ${approvers.join(' or ')}${standIn}. Neither who asks nor who has custody may decide.`;
}

export function modeWords(mode: AccessMode): string {
  switch (mode) {
    case 'see-contents':
      return 'See contents';
    case 'download':
      return 'Download';
    case 'disk':
      return 'Hand over as a disk';
  }
}

export function hourWords(hours: number): string {
  return hours === 1 ? '1 hour' : `${hours} hours`;
}
