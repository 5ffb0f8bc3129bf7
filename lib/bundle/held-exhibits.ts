import { below, isBag } from './bag/check-bag.ts';
import type { BundleFiles } from './bundle-files.ts';
import { checkpointOf } from './checkpoint-of.ts';
import { type BundleEvent, heldEvents } from './held-event.ts';
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
  return heldExhibits(files, await heldEvents(isBag(files) ? below(files) : files));
}

/** In: the archive's own files, and its events as read. Out: by number. */
export function heldExhibits({ paths }: BundleFiles, events: readonly BundleEvent[]): readonly HeldExhibit[] {
  const files = new Map<string, string>();
  for (const path of paths) {
    const [, number] = evidenceFile.exec(path) ?? [];
    if (number !== undefined) files.set(number, path);
  }
  const byIndex = new Map(events.map((event) => [event.index, event]));
  const held = Array.from(namedDigests(events).copies, ([exhibitNumber, { index, digest }]) => ({
    ...{ exhibitNumber, index: String(index), sha256: digest },
    log: originOf(byIndex.get(index)),
    path: files.get(exhibitNumber) ?? null,
  }));
  return held.toSorted((a, b) => (a.exhibitNumber < b.exhibitNumber ? -1 : 1));
}

function originOf(event: BundleEvent | undefined): string | null {
  return event === undefined ? null : (checkpointOf(event)?.origin ?? null);
}
