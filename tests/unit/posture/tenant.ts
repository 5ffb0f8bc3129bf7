import type { GuardedRight } from '../../../lib/posture/guarded-right.ts';

/**
 * A tenant written by hand: who is assigned what, and the answers that Azure would give. Names stand for ids.
 * Places: tenant > mg-root > (mg-soc > soc > (evidence > locker > (inc-1, inc-2), snapshots > snapshot, other)),
 * (prod > prod-group > (prod-disk, old-store)). Asked at noon of 21 November 2026 unless the question says another time.
 */
export interface Tenant {
  readonly title: string;
  readonly grants?: readonly TenantGrant[];
  readonly denies?: readonly TenantDeny[];
  readonly groups?: Readonly<Record<string, readonly TenantMember[] | 'unreadable'>>;
  readonly roles?: Readonly<Record<string, readonly TenantPermission[] | 'unreadable'>>;
  readonly classic?: Readonly<Record<string, string>>; // sign-in name -> roles on the subscription soc
  readonly unread?: readonly TenantUnread[];
  readonly asks: readonly TenantAsk[];
}

export interface TenantGrant {
  readonly to: string; // a person; sp-… is a service principal, mi-… a managed identity, fg-… a group elsewhere; or of `groups`
  readonly role: string;
  readonly on: string;
  readonly eligible?: true;
  readonly when?: string;
  readonly from?: string;
  readonly until?: string;
}

export interface TenantDeny {
  readonly to: readonly string[] | 'everyone';
  readonly except?: readonly string[];
  readonly on: string;
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
  readonly onlyHere?: true;
  readonly when?: string;
  readonly effect?: 'audit' | 'unknown';
}

/** A name, `name?` for one that is only eligible; or either with an end. */
export type TenantMember = string | { readonly name: string; readonly until: string };

export interface TenantPermission {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
  readonly condition?: string;
}

export interface TenantUnread {
  readonly what: 'assignments' | 'eligibilities' | 'denies' | 'classic-administrators' | 'parent';
  readonly on: string;
}

export interface TenantAsk {
  readonly can: GuardedRight;
  readonly on: string;
  readonly anywhereBelow?: true;
  readonly at?: string;
  /**
   * The best path of each holder: `[perhaps ]<name> <active|eligible>: <role> on <place>[ through <group> > <group>]`.
   * Classic administrators: `classic on soc`.
   */
  readonly holders: readonly string[];
  readonly unknown?: readonly string[]; // `<what> <name>`
}
