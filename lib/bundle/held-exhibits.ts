import { below, isBag } from './bag/check-bag.ts';
import { type BundleEvent, readEvents } from './bundle-event.ts';
import type { BundleFiles } from './bundle-files.ts';
import { Checklist } from './checklist.ts';
import { checkpointOf } from './checkpoint-of.ts';
import { namedDigests } from './named-digests.ts';

/** An item that a bundle tells of as sealed. Whether what it says holds, the verdict on the bundle says. */
export interface HeldExhibit {
  readonly exhibitNumber: string; // as its own Holdfast numbered it
  readonly index: string; // of the entry that sealed it, decimal
  readonly sha256: string; // hex, as that entry names it
  readonly log: string | null; // origin of the log, as the proof of that entry names it
  readonly path: string | null; // in the archive; null: its bytes are not in the bundle
}

const evidenceFile = /^(?:data\/)?(?:evidence|report)\/([^/]+)\.[^./]+$/;

/** The same of an archive of which nothing was read yet. Throws what reading it throws. */
export async function exhibitsIn(files: BundleFiles): Promise<readonly HeldExhibit[]> {
  const events = await readEvents(isBag(files) ? below(files) : files, new Checklist());
  return heldExhibits(files, events);
}

/** In: the archive's own files, and its events as read. Out: by number. */
export function heldExhibits({ paths }: BundleFiles, events: readonly BundleEvent[]): readonly HeldExhibit[] {
  const files = new Map<string, string>();
  for (const path of paths) {
    const [, number] = evidenceFile.exec(path) ?? [];
    if (number !== undefined) files.set(number, path);
  }
  const logs = new Map(events.map((event) => [event.index, checkpointOf(event)?.origin ?? null]));
  const held = Array.from(namedDigests(events).copies, ([exhibitNumber, { index, digest }]) => ({
    ...{ exhibitNumber, index: String(index), sha256: digest },
    log: logs.get(index) ?? null,
    path: files.get(exhibitNumber) ?? null,
  }));
  return held.toSorted((a, b) => (a.exhibitNumber < b.exhibitNumber ? -1 : 1));
}
