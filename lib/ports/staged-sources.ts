import type { StoredOrigin } from '../custody/brought-source.ts';
import type { DiskReader } from './evidence-locker.ts';

/** A way whose bytes Holdfast fetches from storage that is not the locker. */
export type StagedWay = 'staged' | 'windows-365' | 'reference-vault';

/** One container in which files wait to be taken over. */
export interface StagedPlace {
  readonly way: StagedWay;
  readonly endpoint: string; // https://account.blob.core.windows.net
  readonly container: string;
}

/** A blob as storage describes it now. */
export interface StagedBlob extends StoredOrigin {
  readonly sizeBytes: bigint;
}

/**
 * Storage out of which evidence is taken over. Duties: reads only the containers of the settings, only with an identity that
 * cannot write there; a name that would lead out of its container is refused with `invalid-input`; what is opened is one
 * version, and another one is refused with `conflict`.
 */
export interface StagedSources {
  readonly places: readonly StagedPlace[];
  /** The newest first, at most `most`, of the first 5,000 names. Throws `not-found` (no such container), `cloud-refused` (rights, network). */
  list(way: StagedWay, most: number, signal: AbortSignal): Promise<readonly StagedBlob[]>;
  /** Null: there is no such blob. */
  look(way: StagedWay, blob: string, signal: AbortSignal): Promise<StagedBlob | null>;
  /** A reader of that version alone. Throws `not-found` (gone), `conflict` (changed), `cloud-refused` (rights, network). */
  open(way: StagedWay, origin: StoredOrigin, signal: AbortSignal): Promise<DiskReader>;
}
