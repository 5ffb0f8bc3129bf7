import { people, type TenantPerson, tenantDomain } from './tenant.ts';

export interface DirectoryPerson extends TenantPerson {
  readonly enabled: boolean;
}

/** The tenant's people as they are now: an administrator may take roles away or disable an account. */
export interface Directory {
  all(): readonly DirectoryPerson[];
  byObjectId(objectId: string): DirectoryPerson | null;
  byAccount(account: string): DirectoryPerson | null;
  change(account: string, to: { readonly enabled?: boolean; readonly roles?: readonly string[] }): boolean;
}

export function directory(): Directory {
  const now = new Map(
    people.map((one): [string, DirectoryPerson] => [one.account, { ...one, enabled: true }]),
  );
  const byAccount = (account: string) =>
    now.get(account.toLowerCase().replace(`@${tenantDomain}`, '')) ?? null;
  return {
    all: () => [...now.values()],
    byObjectId: (objectId) => [...now.values()].find((one) => one.objectId === objectId) ?? null,
    byAccount,
    change(account, to) {
      const person = byAccount(account);
      if (person !== null) now.set(person.account, { ...person, ...to });
      return person !== null;
    },
  };
}
