/** A place in Azure. `text` is in small letters without a slash at its end, so that equal places are equal texts. */
export interface AzureScope {
  readonly text: string;
  readonly kind: 'tenant' | 'management-group' | 'subscription' | 'resource-group' | 'resource';
  readonly resourceType: string | null; // microsoft.storage/storageaccounts/blobservices/containers
}

/** Which management group a subscription or group hangs under, by text; null above the topmost, absent when unread. */
export type ScopeParents = ReadonlyMap<string, string | null>;

export type Answer = 'yes' | 'no' | 'unknown';

/** Reads a scope as ARM writes it, with doubled slashes and any case. */
export function azureScope(written: string): AzureScope {
  const text = `/${written.toLowerCase().split('/').filter(Boolean).join('/')}`;
  const resourceType = resourceTypeOf(text);
  return { text, resourceType, kind: kindOf(text, resourceType) };
}

/** Whether what is assigned on `above` reaches `below`; unknown where the management groups in between were not read. */
export function coversScope(above: AzureScope, below: AzureScope, parents: ScopeParents): Answer {
  if (above.kind === 'tenant' || above.text === below.text) return 'yes';
  if (above.kind !== 'management-group') return below.text.startsWith(`${above.text}/`) ? 'yes' : 'no';
  const way = wayUp(below, parents);
  if (way.passed.includes(above.text)) return 'yes';
  return way.unreadAt === null ? 'no' : 'unknown';
}

/** The subscription or management group whose parent was not read, on the way up from a scope; null when all were. */
export function unreadParentOf(scope: AzureScope, parents: ScopeParents): string | null {
  return wayUp(scope, parents).unreadAt;
}

/**
 * Where a call goes that is meant for `asked` and acts on resources of one type (null: on anything): `asked` itself
 * or something within it, or the resource of that type that contains it. Null where the two have nothing to do with
 * each other.
 */
export function operationScope(asked: AzureScope, actsOn: string | null): AzureScope | null {
  if (actsOn === null || asked.resourceType === null) return asked;
  const wanted = actsOn.toLowerCase();
  if (asked.resourceType === wanted || wanted.startsWith(`${asked.resourceType}/`)) return asked;
  if (!asked.resourceType.startsWith(`${wanted}/`)) return null;
  const tooDeep = asked.resourceType.split('/').length - wanted.split('/').length;
  return azureScope(
    asked.text
      .split('/')
      .slice(0, -2 * tooDeep)
      .join('/'),
  );
}

const managementGroups = '/providers/microsoft.management/managementgroups/';

function resourceTypeOf(text: string): string | null {
  const start = text.lastIndexOf('/providers/');
  if (start < 0 || text.startsWith(managementGroups)) return null;
  const [namespace = '', ...pairs] = text.slice(start + '/providers/'.length).split('/');
  return [namespace, ...pairs.filter((_, i) => i % 2 === 0)].join('/');
}

function kindOf(text: string, resourceType: string | null): AzureScope['kind'] {
  if (text === '/') return 'tenant';
  if (resourceType !== null) return 'resource';
  if (text.startsWith(managementGroups)) return 'management-group';
  return text.split('/').length > 3 ? 'resource-group' : 'subscription';
}

function wayUp(
  from: AzureScope,
  parents: ScopeParents,
): { readonly passed: readonly string[]; readonly unreadAt: string | null } {
  const passed: string[] = [];
  let at: string | null = firstWithParent(from);
  while (at !== null) {
    const parent: string | null | undefined = parents.get(at);
    if (parent === undefined) return { passed, unreadAt: at };
    if (parent === null || passed.includes(parent)) break; // a circle cannot be, and must not hang us
    passed.push(parent);
    at = parent;
  }
  return { passed, unreadAt: null };
}

function firstWithParent(scope: AzureScope): string | null {
  switch (scope.kind) {
    case 'tenant':
      return null;
    case 'management-group':
    case 'subscription':
      return scope.text;
    case 'resource-group':
    case 'resource':
      return scope.text.split('/').slice(0, 3).join('/');
  }
}
