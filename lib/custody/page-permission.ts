import type { Permission } from './permission.ts';

/** Longest first: the first one that fits counts. */
const pages: readonly (readonly [RegExp, Permission])[] = [
  [/^\/incidents\/new$/, 'incident.open'],
  [/^\/incidents\/[^/]+\/acquire$/, 'acquisition.request'],
  [/^\/incidents\/[^/]+\/import$/, 'acquisition.request'],
  [/^\/incidents\/[^/]+\/inventory$/, 'inventory.read'],
  [/^\/incidents\/[^/]+\/devices\/[^/]+\/import$/, 'device.import-session'],
  [/^\/incidents\/[^/]+\/hunting$/, 'hunting.run'],
  [/^\/incidents\/[^/]+\/devices\/[^/]+\/console$/, 'device.read'],
  [/^\/incidents\/[^/]+\/devices\/[^/]+$/, 'device.read'],
  [/^\/devices$/, 'device.read'],
  [/^\/incidents\/[^/]+$/, 'incident.read'],
  [/^\/incidents$/, 'incident.list'],
  [/^\/(evidence|incidents)\/[^/]+\/bundle$/, 'bundle.export'],
  [/^\/evidence\/[^/]+(\/(certificate|contents|package))?$/, 'evidence.read'],
  [/^\/evidence$/, 'evidence.list'],
  [/^\/fixity$/, 'evidence.list'],
  [/^\/requests\/new$/, 'access.request'],
  [/^\/requests(\/[^/]+)?$/, 'access.read'],
  [/^\/acquisitions(\/[^/]+)?$/, 'acquisition.read'],
  [/^\/ledger\/verifications(\/[^/]+)?$/, 'ledger.verify'],
  [/^\/ledger(\/[^/]+)?$/, 'ledger.read'],
  [/^\/scripts(\/[^/]+)?$/, 'script.read'],
  [/^\/dashboard$/, 'dashboard.read'],
  [/^\/reports\/new$/, 'report.request'],
  [/^\/reports(\/[^/]+)?$/, 'report.read'],
  [/^\/audit\/bundle$/, 'bundle.export'],
  [/^\/audit$/, 'audit.search'],
  [/^\/alarms$/, 'alarm.read'],
  [/^\/posture$/, 'posture.read'],
  [/^\/reconciliation$/, 'reconciliation.read'],
  [/^\/controls\/[^/]+$/, 'proposal.read'],
  [/^\/break-glass$/, 'break-glass.read'],
  [/^\/controls$/, 'controls.read'],
  [/^\/search$/, 'incident.list'],
  [/^\/settings$/, 'settings.read'],
];

/**
 * The permission that the page at a path asks for, or null for a path that is no page. Only to tell a person what they
 * lack: what is shown is decided by the queries.
 */
export function pagePermission(path: string): Permission | null {
  return pages.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}
