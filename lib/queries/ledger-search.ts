import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** What somebody looked for in the ledger. `nothing`: the words name nothing here, or nothing that they may see. */
export type LedgerSearch =
  | { readonly by: 'index'; readonly index: bigint }
  | { readonly by: 'kind'; readonly kind: string }
  | { readonly by: 'stream'; readonly streams: readonly string[]; readonly words: string }
  | { readonly by: 'nothing'; readonly words: string };

const mostStreams = 20;
const mostDigits = 15;

/** Understands an index, an item number, a kind of event, or (the end of) a stream's id. In: trimmed words. */
export async function ledgerSearch(words: string, viewer: Viewer): Promise<LedgerSearch> {
  const index = words.replace(/^#/, '').replaceAll(/\s/g, '');
  if (/^\d+$/.test(index) && index.length <= mostDigits) return { by: 'index', index: BigInt(index) };
  if (/^[a-z]+-\d{4}-\d+$/i.test(words)) return await byItem(words.toUpperCase(), viewer);
  if (/^[a-z]+(-[a-z]+)*\.[a-z-]*$/.test(words)) return { by: 'kind', kind: words };
  return await byStream(words.toLowerCase(), viewer);
}

/** An item that the viewer may not see is not there. */
async function byItem(exhibitNumber: string, viewer: Viewer): Promise<LedgerSearch> {
  const item = await viewer.db.evidenceItem.findFirst({
    where: { exhibitNumber, incident: visibleIncidentWhere(viewer.actor) },
    select: { id: true },
  });
  if (item === null) return { by: 'nothing', words: `${exhibitNumber} is no item that you may see.` };
  return { by: 'stream', streams: [item.id], words: `Entries of ${exhibitNumber}` };
}

async function byStream(words: string, viewer: Viewer): Promise<LedgerSearch> {
  const streams =
    words.length < 4
      ? []
      : await viewer.db.ledgerStream.findMany({
          where: { id: { endsWith: words } },
          take: mostStreams,
          select: { id: true },
        });
  if (streams.length === 0)
    return {
      by: 'nothing',
      words: 'No index, item number, kind of event or stream is called that.',
    };
  return { by: 'stream', streams: streams.map(({ id }) => id), words: `Entries of the stream …${words}` };
}
