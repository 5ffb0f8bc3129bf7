import type { AzureTrace } from '../custody/azure-trace.ts';
import type { Workstation } from '../custody/working-copy.ts';
import type { DiskReader } from './evidence-locker.ts';

/**
 * Disks made of sealed copies, in a resource group of their own, for the workstations of another. Duties: names are
 * given by the caller and every call is safe to repeat; a disk is attached and detached by name, so that nothing else of
 * a machine is touched, and no machine is started or stopped; links to a disk's bytes live in memory and are closed.
 */
export interface WorkingDisks {
  readonly resourceGroup: string; // id
  /** Runs `work`; every call that it makes to Azure is added to `calls`, also one that failed; equal reads once. */
  watched<T>(calls: AzureTrace[], work: () => Promise<T>): Promise<T>;
  workstations(signal: AbortSignal): Promise<readonly Workstation[]>;
  diskId(name: string): string;
  find(name: string, signal: AbortSignal): Promise<WorkingDisk | null>;
  /** Has Azure copy a blob of the locker into a new disk. `refused`, with why, where Azure may not read it. */
  importCopy(
    disk: NewDisk,
    from: { readonly container: string; readonly blob: string },
    signal: AbortSignal,
  ): Promise<{ readonly refused: string | null }>;
  /** Writes an image into a new disk. `why` stays with the disk as a tag. */
  upload(
    disk: NewDisk,
    image: DiskReader,
    why: string,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void>;
  /** Gives `read` a reader of a disk that is attached nowhere, and closes its link afterwards. */
  reading<T>(name: string, read: (reader: DiskReader) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Throws `conflict` for a place that another disk holds. */
  attach(name: string, machineId: string, lun: number, signal: AbortSignal): Promise<void>;
  /** Nothing to do where the machine, or the disk at it, is not there any more. */
  detach(name: string, machineId: string, signal: AbortSignal): Promise<void>;
  /** Closes its links and deletes it. Throws `conflict` for one that is attached. */
  remove(name: string, signal: AbortSignal): Promise<void>;
}

export type Progress = (bytesDone: bigint, bytesTotal: bigint) => void;

export interface NewDisk {
  readonly name: string;
  readonly region: string;
  readonly sizeBytes: bigint; // of the whole image, footer included
  readonly osType: 'Linux' | 'Windows' | null; // null: a data disk
  readonly tags: Readonly<Record<string, string>>;
}

export interface WorkingDisk {
  readonly diskId: string;
  readonly path: 'import' | 'upload';
  readonly pathReason: string | null;
  readonly whole: boolean; // made to its end, as Azure says
  readonly attachedTo: string | null; // resource id of a machine, lower case
}
