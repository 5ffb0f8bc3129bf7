import type { AccessSnapshot } from '../posture/access-snapshot.ts';
import type { AccountFacts, DiagnosticSetting, Lock, Reading } from '../posture/posture-facts.ts';

/**
 * What guards the evidence in Azure, read live. Duties: every answer is of this moment and says when; what could not
 * be read is said with its reason and never taken for "nothing there"; nothing is kept; nothing is changed.
 * Only an abort is thrown.
 */
export interface PostureSource {
  /**
   * Who is given or denied what at a scope of one subscription, above it and below it: assignments, eligibilities, denies,
   * role definitions, groups within groups, and the management groups above.
   */
  access(scope: string, signal: AbortSignal): Promise<AccessSnapshot>;
  account(resourceId: string, signal: AbortSignal): Promise<Reading<AccountFacts>>;
  /** Locks of the subscription that lie at a resource or above it. */
  locks(resourceId: string, signal: AbortSignal): Promise<Reading<readonly Lock[]>>;
  /** Of an account these are the settings of its blob service, which is a resource of its own. */
  diagnosticSettings(resourceId: string, signal: AbortSignal): Promise<Reading<readonly DiagnosticSetting[]>>;
}
