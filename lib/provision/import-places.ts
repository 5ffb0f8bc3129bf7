import { containerPlace } from './container-place.ts';
import { containerId, keyOf } from './found-state.ts';

/** Storage or a vault out of which evidence is taken over, as the settings name it. `scope` null: nobody said where it lies. */
export interface ImportPlace {
  readonly what: string;
  readonly role: 'Holdfast Import Reader' | 'Holdfast Hash Reader';
  readonly scope: string | null;
}

/** What the settings name of it: addresses, undefined where a way is not set up. */
export interface ImportAddresses {
  readonly containers: readonly (string | undefined)[];
  readonly vault: string | undefined;
}

/**
 * Finds each address among the resources that were named: an address says no subscription and no group. In: ARM ids of
 * storage accounts and vaults. Throws an Error for one that no address leads to, before anything is given to anybody.
 */
export function importPlaces(
  { containers, vault }: ImportAddresses,
  named: readonly string[],
): readonly ImportPlace[] {
  const addresses = [...new Set(containers.flatMap((url) => url ?? []))];
  const places = [
    ...addresses.map((url) => containerIn(url, named)),
    ...(vault === undefined ? [] : [vaultAt(vault, named)]),
  ];
  const stray = named.find((id) => !places.some(({ scope }) => scope !== null && isWithin(scope, id)));
  if (stray !== undefined)
    throw new Error(
      `No setting takes evidence over from ${stray}. --import-from takes the resource id of a storage account or of a vault that one names.`,
    );
  return places;
}

function containerIn(url: string, named: readonly string[]): ImportPlace {
  const { account, container } = containerPlace(url);
  const id = named.find((one) => endsIn(one, 'Microsoft.Storage/storageAccounts', account));
  return {
    what: `the container ${container} of ${account}`,
    role: 'Holdfast Import Reader',
    scope: id === undefined ? null : containerId(id, container),
  };
}

function vaultAt(url: string, named: readonly string[]): ImportPlace {
  const { hostname } = new URL(url);
  const [name = ''] = hostname.split('.');
  const type = 'Microsoft.KeyVault/vaults';
  if (name === hostname && named.some((one) => isOf(one, type)))
    throw new Error(
      `HOLDFAST_REFERENCE_VAULT_URL, ${url}, says no vault's name, for its host has no domain: whether it is the vault that --import-from names, nobody can tell. Give it as https://<name of the vault>.vault.azure.net.`,
    );
  const id = named.find((one) => endsIn(one, type, name));
  return { what: `the vault at ${hostname}`, role: 'Holdfast Hash Reader', scope: id ?? null };
}

const resource = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/([^/]+\/[^/]+)\/([^/]+)$/i;

function isOf(id: string, type: string): boolean {
  return keyOf(resource.exec(id)?.[1] ?? '') === keyOf(type);
}

function endsIn(id: string, type: string, name: string): boolean {
  return isOf(id, type) && keyOf(resource.exec(id)?.[2] ?? '') === keyOf(name);
}

function isWithin(scope: string, id: string): boolean {
  return keyOf(scope) === keyOf(id) || keyOf(scope).startsWith(`${keyOf(id)}/`);
}
