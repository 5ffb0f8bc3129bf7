import { productRoles as wanted } from '../../provision/product-roles.ts';
import { type RoleDefinition, roleDefinition } from './role-definition.ts';
import { managementGroups } from './tenant.ts';

const guids: Readonly<Record<string, string>> = {
  'Holdfast Reader': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b01',
  'Holdfast Source Reader': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b02',
  'Holdfast Snapshot Operator': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b03',
  'Holdfast Operation Poller': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b06',
  'Holdfast Evidence Writer': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b04',
  'Holdfast Staging Cleaner': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b07',
  'Holdfast Custodian': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b05',
  'Holdfast Ledger Anchorer': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b08',
  'Holdfast Data Key Keeper': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b09',
  'Holdfast Data Key Eraser': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b20',
  'Holdfast Disposer': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b22',
  'Holdfast Key Rotator': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b21',
  'Holdfast Link Signer': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b0b',
  'Holdfast Disk Exporter': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b0c',
  'Holdfast Disk Attacher': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b0d',
  'Holdfast Log Reader': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b0e',
  'Holdfast Import Reader': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b0f',
  'Holdfast Hash Reader': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b10',
  'Holdfast Controller': '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b0a',
};

/** The tenant as `holdfast provision` leaves it: the product's roles, under ids that stay. */
export const productRoles: readonly RoleDefinition[] = wanted.map(({ name, ...permission }) => {
  const guid = guids[name];
  if (guid === undefined) throw new Error(`The embedded tenant has no id for the role ${name}.`);
  const assignableScopes = managementGroups.filter((one) => one.children.length > 0).map((one) => one.id);
  return roleDefinition({ guid, name, custom: true, assignableScopes }, permission);
});
