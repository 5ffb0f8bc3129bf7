/** What Azure answered about one thing that is wanted. `words`: why there was no answer. */
export type Found<T> =
  | { readonly state: 'present'; readonly value: T }
  | { readonly state: 'absent' }
  | { readonly state: 'unread'; readonly words: string };

/** What is there of a wanted state. Maps are by id or scope in small letters; a missing entry was not read. */
export interface FoundState {
  readonly groups: ReadonlyMap<string, Found<FoundGroup>>;
  readonly accounts: ReadonlyMap<string, Found<FoundAccount>>;
  readonly endpoints: ReadonlyMap<string, Found<FoundEndpoint>>;
  readonly containers: ReadonlyMap<string, Found<FoundContainer>>;
  readonly logs: ReadonlyMap<string, Found<readonly FoundLogs[]>>; // by account
  readonly locks: ReadonlyMap<string, Found<readonly FoundLock[]>>; // at the scope and above it
  readonly roles: ReadonlyMap<string, Found<FoundRole>>; // by name
  readonly assignments: ReadonlyMap<string, Found<readonly FoundAssignment[]>>; // by subscription
  readonly eligibilities: ReadonlyMap<string, Found<readonly FoundAssignment[]>>; // by scope
}

export interface FoundGroup {
  readonly region: string;
}

/** As ARM answers; null where it leaves a property out. */
export interface FoundAccount {
  readonly region: string;
  readonly publicNetworkAccess: string | null;
  readonly defaultAction: string | null;
  readonly addresses: readonly string[];
  readonly subnets: readonly string[];
  readonly resources: readonly string[];
  readonly bypass: string | null;
  readonly sharedKeys: boolean | null;
  readonly anonymousAccess: boolean | null;
  readonly httpsOnly: boolean | null;
  readonly minimumTls: string | null;
}

export interface FoundEndpoint {
  readonly account: string | null;
}

export interface FoundContainer {
  readonly policy: {
    readonly locked: boolean;
    readonly days: number;
    readonly extensionsLeft: number | null;
  } | null;
}

export interface FoundLogs {
  readonly name: string;
  readonly workspace: string | null;
  readonly categories: readonly string[]; // enabled ones
  readonly groups: readonly string[]; // enabled category groups
  readonly feedsMore: boolean; // an archive, a stream or metrics besides, which a new writing could end
}

export interface FoundLock {
  readonly level: string;
}

export interface FoundRole {
  readonly guid: string;
  readonly description: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  readonly scopes: readonly string[];
}

export interface FoundAssignment {
  readonly principal: string;
  readonly roleGuid: string;
  readonly scope: string;
  readonly conditional: boolean;
}

/** A wanted thing as a key of the maps above. */
export function keyOf(id: string): string {
  return id.toLowerCase();
}

/** The subscription in which an id or a scope lies. */
export function subscriptionOf(id: string): string {
  return id.split('/').slice(0, 3).join('/');
}

export function containerId(account: string, name: string): string {
  return `${account}/blobServices/default/containers/${name}`;
}
