/** Where incidents come from. Duties: read-only, paged to the end, safe to repeat, never invents a field. */
export interface IncidentSource {
  list(signal: AbortSignal): Promise<readonly SourceIncident[]>;
}

export interface SourceIncident {
  readonly externalId: string;
  readonly title: string;
  readonly severity: 'informational' | 'low' | 'medium' | 'high' | 'unknown';
  readonly status: 'active' | 'resolved' | 'inProgress' | 'redirected' | 'unknown';
  readonly classification: string | null;
  readonly assignedTo: string | null;
  readonly webUrl: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly alerts: readonly SourceAlert[];
}

export interface SourceAlert {
  readonly externalId: string;
  readonly title: string;
  readonly severity: string;
  readonly category: string | null;
  readonly description: string | null;
  readonly firstActivityAt: string | null;
  readonly createdAt: string;
  readonly machineResourceIds: readonly string[]; // Azure VMs named by its evidence
  readonly devices: readonly {
    readonly deviceId: string;
    readonly name: string;
    readonly osPlatform: string | null;
    readonly health: string | null;
    readonly vmResourceId: string | null; // of an Azure VM, lower case
  }[];
}
