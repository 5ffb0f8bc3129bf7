/** The roles, and groups of them as the description of the roles has them. */
export const everyRole = ['analyst', 'responder', 'lead', 'auditor', 'controller', 'investigator'] as const;
export type RoleName = (typeof everyRole)[number];

export const investigating: readonly RoleName[] = ['analyst', 'responder', 'lead'];
export const onDevices: readonly RoleName[] = ['responder', 'lead'];
export const everybody: readonly RoleName[] = [...everyRole];
export const watching: readonly RoleName[] = ['lead', 'auditor', 'controller'];
export const asking: readonly RoleName[] = ['analyst', 'responder', 'lead', 'auditor', 'investigator'];
export const inCustody: readonly RoleName[] = ['analyst', 'responder', 'lead', 'investigator'];
export const holding: readonly RoleName[] = ['responder', 'lead', 'controller'];
export const counting: readonly RoleName[] = ['analyst', 'responder', 'lead', 'auditor'];
/** Who may read in an emergency what they are no member of. */
export const emergency: readonly RoleName[] = ['responder', 'lead', 'controller'];
export const deciding: readonly RoleName[] = ['lead', 'controller'];
/** Everybody, those first who see the requests of others. */
export const overseeingFirst: readonly RoleName[] = [
  'lead',
  'auditor',
  'controller',
  'analyst',
  'responder',
  'investigator',
];
export const allButInvestigator: readonly RoleName[] = [
  'analyst',
  'responder',
  'lead',
  'auditor',
  'controller',
];
