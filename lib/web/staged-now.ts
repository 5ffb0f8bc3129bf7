import 'server-only';
import { CustodyError } from '../custody/custody-error.ts';
import type { WaitingFile } from '../custody/waiting-file.ts';
import type { StagedWay } from '../ports/staged-sources.ts';
import { answerInTime } from '../procedures/answer-in-time.ts';
import { runtime } from '../runtime/runtime.ts';

const patienceMs = 5_000;
const mostRead = 5_000;
const mostShown = 100;

/** The files that wait there now, or why that is not known; null: no such storage is set up. */
export async function stagedNow(way: 'staged' | 'windows-365'): Promise<{
  readonly place: string;
  readonly files: readonly WaitingFile[] | { readonly problem: string };
} | null> {
  const { staged } = (await runtime()).context;
  const place = staged?.places.find((one) => one.way === way);
  if (staged === undefined || place === undefined) return null;
  const named = `${new URL(place.endpoint).host}${new URL(place.endpoint).pathname.replace(/\/$/, '')}/${place.container}`;
  try {
    const list = (signal: AbortSignal) => staged.list(way, mostRead, signal);
    const found = await answerInTime(patienceMs, 'Azure did not answer in time.', list);
    const fits = found.filter(({ blob }) => isOf(way, blob)).slice(0, mostShown);
    return {
      place: named,
      files: fits.map(({ blob, etag, blobType, sizeBytes, lastModified }) => ({
        ...{ blob, etag, blobType, sizeBytes: String(sizeBytes), lastModified },
      })),
    };
  } catch (error) {
    if (error instanceof CustodyError) return { place: named, files: { problem: error.message } };
    throw error;
  }
}

/** A Cloud PC is saved as a VHD. */
function isOf(way: StagedWay, blob: string): boolean {
  return way !== 'windows-365' || /\.vhd$/i.test(blob);
}
