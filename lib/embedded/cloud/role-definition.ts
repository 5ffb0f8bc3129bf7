/** An Azure role definition. `custom` ones belong to the tenant, the others to Microsoft. */
export interface RoleDefinition {
  readonly guid: string;
  readonly name: string;
  readonly custom: boolean;
  readonly description: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  readonly assignableScopes: readonly string[];
}

/** A role that gives nothing but what is named. */
export function roleDefinition(
  role: Pick<RoleDefinition, 'guid' | 'name' | 'custom' | 'assignableScopes'>,
  permission: Pick<RoleDefinition, 'description'> & Partial<RoleDefinition>,
): RoleDefinition {
  return { ...role, actions: [], notActions: [], dataActions: [], notDataActions: [], ...permission };
}

/** Whether one role gives an action. What it takes away with `not…` another role may still give. */
export function gives(
  role: Pick<RoleDefinition, 'actions' | 'notActions' | 'dataActions' | 'notDataActions'>,
  action: string,
  kind: 'action' | 'dataAction',
): boolean {
  const [held, taken] =
    kind === 'action' ? [role.actions, role.notActions] : [role.dataActions, role.notDataActions];
  return held.some((one) => covers(one, action)) && !taken.some((one) => covers(one, action));
}

/** Names compare without case, `*` spans segments. */
function covers(held: string, action: string): boolean {
  const pattern = held.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*');
  return new RegExp(`^${pattern}$`, 'i').test(action);
}
