import { readIfThere, writeOwnerOnly } from '../cloud/owner-only-file.ts';
import type { ActionRecord } from './action-record.ts';

/** What the embedded Defender remembers over a restart. Bytes (packages, results, library) lie in files beside it. */
export interface DefenderState {
  readonly actions: ActionRecord[];
  readonly devices: Record<string, DeviceChanges>; // by device id
  readonly library: Record<string, LibraryRecord>; // by name in small letters
  readonly indicators: IndicatorRecord[];
  readonly audit: AuditRecord[];
  readonly features: TenantFeatures;
}

/** What became of a device since it was set up. */
export interface DeviceChanges {
  online?: boolean;
  lowPower?: boolean;
  busy?: boolean;
  isolated?: boolean;
  restricted?: boolean;
  stopped?: number[];
  quarantined?: string[]; // SHA-1 of files
}

export interface LibraryRecord {
  readonly fileName: string;
  readonly sha256: string;
  readonly description: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly createdBy: string;
  readonly hasParameters: boolean;
  readonly parametersDescription: string | null;
}

export interface IndicatorRecord {
  readonly id: string;
  readonly value: string;
  readonly type: string;
  readonly action: string;
  readonly title: string;
  readonly description: string;
  readonly severity: string;
  readonly expiresAt: string | null;
  readonly createdBy: string;
  readonly createdAt: string;
}

/** One line of the unified audit log, as the hunting table CloudAppEvents has it. */
export interface AuditRecord {
  readonly at: string;
  readonly operation: string;
  readonly deviceName: string;
  readonly application: string;
  readonly comment: string;
  readonly more: Readonly<Record<string, string | number>>;
}

/** Advanced features of the tenant's settings. */
export interface TenantFeatures {
  liveResponse: boolean;
  liveResponseForServers: boolean;
  unsignedScripts: boolean;
}

export interface DefenderStore {
  readonly state: DefenderState;
  /** Call after every change; returns when the change is on disk. */
  save(): void;
}

/** Throws one line for a damaged file rather than begin anew. */
export function openDefenderState(file: string): DefenderStore {
  const text = readIfThere(file);
  const state = { ...emptyState(), ...(text === null ? {} : parse(text, file)) };
  return { state, save: () => writeOwnerOnly(file, JSON.stringify(state)) };
}

function emptyState(): DefenderState {
  return {
    actions: [],
    devices: {},
    library: {},
    indicators: [],
    audit: [],
    features: { liveResponse: true, liveResponseForServers: true, unsignedScripts: true },
  };
}

function parse(text: string, file: string): Partial<DefenderState> {
  try {
    return JSON.parse(text) as Partial<DefenderState>;
  } catch (error) {
    throw new Error(`The embedded Defender cannot read ${file}. Restore it or delete it to begin anew.`, {
      cause: error,
    });
  }
}
