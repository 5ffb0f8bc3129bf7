/** The tenant's app roles (Entra app role values), in the order in which the settings page lists them. */
export const roles = ['analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator'] as const;
export type Role = (typeof roles)[number];

export function isRole(value: string): value is Role {
  return (roles as readonly string[]).includes(value);
}
