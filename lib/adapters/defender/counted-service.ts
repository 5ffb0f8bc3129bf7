import type { TokenCredential } from '@azure/identity';
import type { CallBudget } from '../../ports/call-budget.ts';

/** A service of Microsoft whose calls are counted, and as whom it is asked. */
export interface CountedService {
  readonly name: string; // begins a sentence: "Defender could not …"
  readonly scope: string; // what the token is for
  readonly endpoint: string;
  readonly credential: TokenCredential;
  readonly application: string; // client id: Microsoft counts by it
  readonly budget: CallBudget;
}

export type ServiceConfig = Pick<CountedService, 'endpoint' | 'credential' | 'application' | 'budget'>;

export const defenderScope = 'https://api.securitycenter.microsoft.com/.default';

/** Microsoft Defender for Endpoint. Source: Microsoft Learn, "Use Microsoft Defender for Endpoint APIs". */
export function defender(config: ServiceConfig): CountedService {
  return { ...config, name: 'Defender', scope: defenderScope };
}
