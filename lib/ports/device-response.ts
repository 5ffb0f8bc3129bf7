import type { AzureTrace } from '../custody/azure-trace.ts';
import type { Device } from '../custody/device.ts';
import type { DefenderAction, LiveResponseStep } from '../custody/live-response.ts';
import type { Traced } from './disk-snapshots.ts';

/**
 * Devices and what was done on them, read only. Duties: paged to the end; an unknown word stays visible as unknown;
 * nothing is invented where Defender is silent. All calls of all workers together stay within Microsoft's budgets: a
 * call waits for its turn, and throws `throttled` (detail `retryAfterSeconds`) when its turn is further away than its
 * signal or a minute allows. A result link is a bearer secret: it lives in memory within one call.
 */
export interface DeviceReader {
  /** By id or by name; null if Defender knows none. */
  device(idOrName: string, signal: AbortSignal): Promise<Device | null>;
  devices(signal: AbortSignal): Promise<readonly Device[]>;
  logonUsers(deviceId: string, signal: AbortSignal): Promise<readonly DeviceUser[]>;
  /** What Defender raised about the device, resolved or not. Throws `not-found` if it knows none of this id. */
  alerts(deviceId: string, signal: AbortSignal): Promise<readonly DeviceAlert[]>;
  /** Actions newest first; `open`: only those that wait or run; `since`: RFC 3339, created at or after it. */
  actions(
    asked: { readonly deviceId?: string; readonly open?: boolean; readonly since?: string },
    signal: AbortSignal,
  ): Promise<readonly DefenderAction[]>;
  action(actionId: string, signal: AbortSignal): Promise<DefenderAction | null>;
  /** The package of a finished action. Null while Defender has none to give (HTTP 404). */
  openPackage(actionId: string, signal: AbortSignal): Promise<DeviceResult | null>;
  /** What one command of a live response gave. Null while, or because, Defender has none to give. */
  openCommandResult(actionId: string, index: number, signal: AbortSignal): Promise<DeviceResult | null>;
  file(sha1OrSha256: string, signal: AbortSignal): Promise<FileReputation | null>;
}

/** What asks a device to collect. Each call is one request and is not safe to repeat: look for `comment` first. */
export interface DeviceCollector {
  collectPackage(deviceId: string, comment: string, signal: AbortSignal): Promise<Traced<DefenderAction>>;
  runLiveResponse(
    deviceId: string,
    steps: readonly LiveResponseStep[],
    comment: string,
    signal: AbortSignal,
  ): Promise<Traced<DefenderAction>>;
  /** Asks to cancel; Defender may answer yes and go on all the same. */
  cancel(actionId: string, comment: string, signal: AbortSignal): Promise<Traced<DefenderAction>>;
}

/** What changes a device. Each call is one request and is not safe to repeat: look for `comment` first. */
export interface DeviceResponder {
  isolate(
    deviceId: string,
    type: 'Full' | 'Selective',
    comment: string,
    signal: AbortSignal,
  ): Promise<Traced<DefenderAction>>;
  release(deviceId: string, comment: string, signal: AbortSignal): Promise<Traced<DefenderAction>>;
  scan(
    deviceId: string,
    type: 'Quick' | 'Full',
    comment: string,
    signal: AbortSignal,
  ): Promise<Traced<DefenderAction>>;
  stopAndQuarantine(
    deviceId: string,
    sha1: string,
    comment: string,
    signal: AbortSignal,
  ): Promise<Traced<DefenderAction>>;
  restrict(deviceId: string, comment: string, signal: AbortSignal): Promise<Traced<DefenderAction>>;
  unrestrict(deviceId: string, comment: string, signal: AbortSignal): Promise<Traced<DefenderAction>>;
  /** The tenant's indicator for a file hash; null if it has none. */
  fileIndicator(
    sha256: string,
    signal: AbortSignal,
  ): Promise<{ readonly id: string; readonly action: string; readonly title: string | null } | null>;
  /** Adds a file hash to the tenant's indicators. */
  addFileIndicator(indicator: FileIndicator, signal: AbortSignal): Promise<Traced<{ readonly id: string }>>;
  cancel(actionId: string, comment: string, signal: AbortSignal): Promise<Traced<DefenderAction>>;
}

/** The tenant-wide library of live response. Anyone with the right may change it behind the product's back. */
export interface DeviceLibrary {
  files(signal: AbortSignal): Promise<readonly LibraryFile[]>;
  /** Puts a file there; `replace`: over one of that name. Its digest is read back by the caller. */
  put(file: NewLibraryFile, signal: AbortSignal): Promise<Traced<LibraryFile>>;
  /** False if there was none. */
  remove(fileName: string, signal: AbortSignal): Promise<Traced<{ readonly removed: boolean }>>;
}

/** Microsoft's hunting tables. */
export interface Hunting {
  /** `timespan`: ISO 8601 duration, at most P30D. Throws `invalid-input` with Microsoft's own words for a wrong query. */
  run(query: string, timespan: string, signal: AbortSignal): Promise<Traced<HuntingResult>>;
}

/** Bytes as they arrive. `host` is all that is said of the link. */
export interface DeviceResult {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly sizeBytes: bigint | null; // as announced; null: it was not
  readonly host: string;
  readonly azure: readonly AzureTrace[];
}

export interface DeviceUser {
  readonly account: string; // domain\name
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  readonly logonTypes: string | null;
  readonly domainAdmin: boolean | null;
}

/** Microsoft's own words; null: it does not say. */
export interface DeviceAlert {
  readonly id: string;
  readonly title: string | null;
  readonly severity: string | null;
  readonly status: string | null;
  readonly category: string | null;
  readonly detectionSource: string | null;
  readonly incidentId: string | null; // Defender's own
  readonly createdAt: string | null;
  readonly lastEventAt: string | null;
}

/** GET /api/files/{hash}. Null: Defender does not say. */
export interface FileReputation {
  readonly sha1: string | null;
  readonly sha256: string | null;
  readonly determinationType: string | null;
  readonly determinationValue: string | null;
  readonly globalPrevalence: number | null;
  readonly globalFirstObserved: string | null;
  readonly globalLastObserved: string | null;
  readonly sizeBytes: string | null;
  readonly fileType: string | null;
  readonly publisher: string | null;
  readonly signer: string | null;
  readonly validCertificate: boolean | null;
  readonly organisationDevices: number | null; // /stats and /machines
  readonly organisationAlerts: number | null;
}

export interface FileIndicator {
  readonly sha256: string;
  readonly action: 'Audit' | 'Alert' | 'AlertAndBlock' | 'Allowed';
  readonly title: string;
  readonly description: string;
  readonly expiresAt: string | null;
}

export interface LibraryFile {
  readonly fileName: string;
  readonly sha256: string; // hex
  readonly description: string | null;
  readonly hasParameters: boolean | null;
  readonly parametersDescription: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  readonly createdBy: string | null;
}

export interface NewLibraryFile {
  readonly fileName: string; // letters, digits and - _ . only
  readonly bytes: Uint8Array;
  readonly description: string;
  readonly parametersDescription: string | null;
  readonly replace: boolean;
}

/** Rows in the order given; a value is whatever Microsoft's JSON has. */
export interface HuntingResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly truncated: boolean; // as many rows as Microsoft gives at most
}
