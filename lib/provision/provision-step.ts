/** One property with what Azure has and what it will have, as words. */
export interface Change {
  readonly property: string;
  readonly before: string;
  readonly after: string;
}

/** The account's guards after a step; whatever is not named stays. */
export interface AccountGuards {
  readonly publicNetworkAccess: string;
  readonly defaultAction: 'Deny';
  readonly addresses: readonly string[];
  readonly subnets: readonly string[];
  readonly bypass: string;
  readonly minimumTls: string;
}

/** Everything that provisioning can do. Nothing here takes away a guard. */
export type ProvisionStep =
  | { readonly kind: 'create-group'; readonly id: string; readonly region: string }
  | { readonly kind: 'create-account'; readonly id: string; readonly region: string }
  | {
      readonly kind: 'mend-account';
      readonly id: string;
      readonly guards: AccountGuards;
      readonly changes: readonly Change[];
    }
  | {
      readonly kind: 'create-endpoint';
      readonly id: string;
      readonly account: string;
      readonly region: string;
      readonly subnet: string;
    }
  | { readonly kind: 'create-container'; readonly account: string; readonly name: string }
  | {
      readonly kind: 'set-retention';
      readonly account: string;
      readonly container: string;
      readonly days: number;
      readonly before: number | null; // days of an unlocked policy that is shorter
    }
  | {
      readonly kind: 'send-logs';
      readonly account: string;
      readonly name: string;
      readonly workspace: string;
      readonly categories: readonly string[]; // all that the setting will have
      readonly groups: readonly string[];
      readonly added: readonly string[];
    }
  | { readonly kind: 'put-lock'; readonly scope: string; readonly name: string; readonly notes: string }
  | {
      readonly kind: 'put-role';
      readonly guid: string;
      readonly name: string;
      readonly description: string;
      readonly actions: readonly string[];
      readonly dataActions: readonly string[];
      readonly home: string; // the subscription through which it is written
      readonly scopes: readonly string[];
      readonly changes: readonly Change[]; // empty: it is new
    }
  | {
      readonly kind: 'assign-role';
      readonly role: string;
      readonly roleGuid: string;
      readonly scope: string;
      readonly principal: string;
      readonly identity: string;
    }
  | {
      readonly kind: 'make-eligible';
      readonly role: string;
      readonly roleGuid: string;
      readonly scope: string;
      readonly principal: string;
    }
  | {
      readonly kind: 'lock-retention';
      readonly account: string;
      readonly container: string;
      readonly days: number;
    }
  | {
      readonly kind: 'extend-retention';
      readonly account: string;
      readonly container: string;
      readonly days: number;
      readonly before: number;
    };

/** The name of the account that a person must type before this; null where the step can be taken back. */
export function irreversibleOn(step: ProvisionStep): string | null {
  switch (step.kind) {
    case 'lock-retention':
    case 'extend-retention':
      return lastOf(step.account);
    case 'create-group':
    case 'create-account':
    case 'mend-account':
    case 'create-endpoint':
    case 'create-container':
    case 'set-retention':
    case 'send-logs':
    case 'put-lock':
    case 'put-role':
    case 'assign-role':
    case 'make-eligible':
      return null;
  }
}

/** What the step does, as words that begin a sentence. */
export function stepWords(step: ProvisionStep): string {
  switch (step.kind) {
    case 'create-group':
      return `Create the resource group ${lastOf(step.id)} in ${step.region}`;
    case 'create-account':
      return `Create the storage account ${lastOf(step.id)} in ${step.region}, closed`;
    case 'mend-account':
      return `Close the storage account ${lastOf(step.id)}`;
    case 'create-endpoint':
      return `Create the private endpoint ${lastOf(step.id)} of ${lastOf(step.account)} in ${lastOf(step.subnet)}`;
    case 'create-container':
      return `Create the container ${step.name} in ${lastOf(step.account)}`;
    case 'set-retention':
      return `Put ${step.container} in ${lastOf(step.account)} under retention, not locked yet`;
    case 'send-logs':
      return `Log ${step.added.join(', ')} of ${lastOf(step.account)} to ${lastOf(step.workspace)} by ${step.name}`;
    case 'put-lock':
      return `Forbid deleting ${lastOf(step.scope)} by the lock ${step.name}`;
    case 'put-role':
      return `${step.changes.length === 0 ? 'Create' : 'Mend'} the role ${step.name}`;
    case 'assign-role':
      return `Give ${step.identity} the role ${step.role} on ${placeWords(step.scope)}`;
    case 'make-eligible':
      return `Make ${step.principal} eligible for ${step.role} on ${placeWords(step.scope)}`;
    case 'lock-retention':
      return `Lock the retention of ${step.container} in ${lastOf(step.account)} at ${step.days} days, for good`;
    case 'extend-retention':
      return `Extend the locked retention of ${step.container} in ${lastOf(step.account)}, for good`;
  }
}

/** What changes in what is there already; empty for what is new. */
export function changesOf(step: ProvisionStep): readonly Change[] {
  switch (step.kind) {
    case 'mend-account':
    case 'put-role':
      return step.changes;
    case 'set-retention':
      return step.before === null ? [] : [daysChange(step.before, step.days)];
    case 'extend-retention':
      return [daysChange(step.before, step.days)];
    case 'create-group':
    case 'create-account':
    case 'create-endpoint':
    case 'create-container':
    case 'send-logs':
    case 'put-lock':
    case 'assign-role':
    case 'make-eligible':
    case 'lock-retention':
      return [];
  }
}

function daysChange(before: number, after: number): Change {
  return { property: 'retention', before: `${before} days`, after: `${after} days` };
}

function lastOf(id: string): string {
  return id.split('/').at(-1) ?? id;
}

/** A subscription by its id, anything else by its type and name. */
function placeWords(scope: string): string {
  const [type = '', name = ''] = scope.split('/').slice(-2);
  return `${type.replace(/s$/i, '')} ${name}`;
}
