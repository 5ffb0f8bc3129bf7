import type { GuardedRight } from './guarded-right.ts';
import { rightWords } from './guarded-right.ts';

/** A demanded state of the tenant that is compared with what Azure answers. Ids of principals are object ids. */
export type Control =
  | RightHeldByControllers
  | IdentityWithinItsRole
  | { readonly kind: 'two-controllers' }
  | { readonly kind: 'public-network-off'; readonly account: string }
  | NetworkRulesDeny
  | PrivateEndpoints
  | { readonly kind: 'shared-keys-off'; readonly account: string }
  | { readonly kind: 'anonymous-access-off'; readonly account: string }
  | { readonly kind: 'minimum-tls'; readonly account: string }
  | { readonly kind: 'retention-locked'; readonly container: string; readonly days: number }
  | { readonly kind: 'legal-hold'; readonly container: string; readonly tag: string | null }
  | { readonly kind: 'blob-logs'; readonly account: string; readonly workspace: string }
  | { readonly kind: 'lock'; readonly scope: string };

/** Nobody holds the right but the controllers (only by activation, if so demanded) and who is expressly allowed. */
export interface RightHeldByControllers {
  readonly kind: 'right-held-by-controllers';
  readonly right: GuardedRight;
  readonly scope: string;
  readonly controllers: readonly string[];
  readonly bothMustHold: boolean;
  readonly alsoAllowed: readonly string[];
  readonly productIdentities: readonly string[];
  readonly standing: 'forbidden' | 'allowed';
}

/** An identity of the product bears roles that contain nothing beyond these patterns, wherever they are assigned. */
export interface IdentityWithinItsRole {
  readonly kind: 'identity-within-its-role';
  readonly identity: string;
  readonly name: string;
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
}

/** Refuses every address but these rules (addresses, ids of subnets or of resources) and bypasses. */
export interface NetworkRulesDeny {
  readonly kind: 'network-rules-deny';
  readonly account: string;
  readonly rules: readonly string[];
  readonly bypass: readonly string[];
}

/** Each of these private endpoints is approved, and no other. */
export interface PrivateEndpoints {
  readonly kind: 'private-endpoints';
  readonly account: string;
  readonly endpoints: readonly string[];
}

/** Names a control over time: the same demand on the same thing has the same key. */
export function controlKey(control: Control): string {
  switch (control.kind) {
    case 'right-held-by-controllers':
      return `${control.kind} ${control.right} ${control.scope.toLowerCase()}`;
    case 'identity-within-its-role':
      return `${control.kind} ${control.identity.toLowerCase()}`;
    case 'two-controllers':
      return control.kind;
    case 'public-network-off':
    case 'network-rules-deny':
    case 'private-endpoints':
    case 'shared-keys-off':
    case 'anonymous-access-off':
    case 'minimum-tls':
    case 'blob-logs':
      return `${control.kind} ${control.account.toLowerCase()}`;
    case 'retention-locked':
    case 'legal-hold':
      return `${control.kind} ${control.container.toLowerCase()}`;
    case 'lock':
      return `${control.kind} ${control.scope.toLowerCase()}`;
  }
}

/** What is demanded, as one sentence. */
export function demandWords(control: Control): string {
  switch (control.kind) {
    case 'right-held-by-controllers':
      return `${holdersWords(control)} can ${rightWords(control.right)}${control.standing === 'forbidden' && control.controllers.length > 0 ? ', controllers by activation only' : ''}.`;
    case 'identity-within-its-role':
      return `The identity ${control.name} bears no role beyond its work.`;
    case 'two-controllers':
      return 'Exactly two people are controllers.';
    case 'public-network-off':
      return 'The account is not reached from public networks.';
    case 'network-rules-deny':
      return 'The account’s network rules deny by default.';
    case 'private-endpoints':
      return 'The account’s private endpoints are approved, and there are no others.';
    case 'shared-keys-off':
      return 'The account accepts no shared keys.';
    case 'anonymous-access-off':
      return 'The account serves nothing to strangers.';
    case 'minimum-tls':
      return 'The account refuses TLS below 1.2.';
    case 'retention-locked':
      return `The container is under a locked retention policy of at least ${control.days} days.`;
    case 'legal-hold':
      return 'The container is under legal hold.';
    case 'blob-logs':
      return 'Every read, write and delete of a blob is logged to the workspace.';
    case 'lock':
      return 'A lock forbids deleting it.';
  }
}

/** How a person mends it when it fails, as one sentence. */
export function mendWords(control: Control): string {
  switch (control.kind) {
    case 'right-held-by-controllers':
      return control.bothMustHold
        ? 'Remove the other assignments, or make both controllers eligible for a role that holds the right.'
        : 'Remove every assignment that is not demanded, also those of controllers that do not end.';
    case 'identity-within-its-role':
      return 'Replace the identity’s roles by the custom role made for it.';
    case 'two-controllers':
      return 'Give the app role controller to exactly two people.';
    case 'public-network-off':
      return 'Set the account’s public network access to Disabled.';
    case 'network-rules-deny':
      return 'Set the default action to Deny and remove every rule and bypass that is not demanded.';
    case 'private-endpoints':
      return 'Approve the demanded private endpoints and remove the others.';
    case 'shared-keys-off':
      return 'Disable shared key access of the account.';
    case 'anonymous-access-off':
      return 'Disable anonymous access of the account.';
    case 'minimum-tls':
      return 'Set the account’s minimum TLS version to 1.2.';
    case 'retention-locked':
      return 'Set and lock a retention policy that is long enough; a locked one can be extended five times.';
    case 'legal-hold':
      return 'Place the legal hold again, and find out who cleared it.';
    case 'blob-logs':
      return 'Send StorageRead, StorageWrite and StorageDelete of the blob service to the workspace.';
    case 'lock':
      return 'Put a CanNotDelete lock on it.';
  }
}

function holdersWords({ controllers, bothMustHold }: RightHeldByControllers): string {
  if (controllers.length === 0) return 'Nobody but who is named for it';
  return bothMustHold ? 'Exactly the two controllers' : 'Nobody but the two controllers';
}
