import type { ReadWholeBlob } from './whole-blob.ts';

const atOnce = 5000; // the most that the service gives

interface ListedBlob {
  readonly name: string;
  readonly createdOn: Date | null;
}

interface ListedPage {
  readonly blobs: readonly ListedBlob[];
  readonly next: string | null; // where the next page begins; null behind the last
}

/**
 * The names of the blobs that begin with `prefix`, in their order, a page after the other. In: the container's address.
 * The storage client makes some thousand objects of each name; this makes one. Throws RestError, and SyntaxError for an
 * answer that is no list. Source: "List Blobs" (Microsoft).
 */
export async function* blobNames(
  read: ReadWholeBlob,
  containerUrl: string,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<readonly ListedBlob[]> {
  for (let marker = ''; ; ) {
    const asked = new URLSearchParams({
      restype: 'container',
      comp: 'list',
      prefix,
      maxresults: String(atOnce),
    });
    if (marker !== '') asked.set('marker', marker);
    const answer = await read(`${containerUrl}?${asked}`, signal);
    const { blobs, next } = listedIn(
      Buffer.from(answer.buffer, answer.byteOffset, answer.length).toString('utf8'),
    );
    yield blobs;
    if (next === null) return;
    marker = next;
  }
}

/** Reads one page. The service escapes what stands within names, so that no tag is part of one. */
export function listedIn(xml: string): ListedPage {
  if (!xml.includes('<EnumerationResults') || !xml.trimEnd().endsWith('</EnumerationResults>'))
    throw new SyntaxError('The list of names is not whole.');
  const blobs: ListedBlob[] = [];
  for (let at = xml.indexOf('<Blob>'); at >= 0; ) {
    const end = xml.indexOf('</Blob>', at);
    blobs.push(blobIn(xml.slice(at, end < 0 ? undefined : end)));
    at = end < 0 ? -1 : xml.indexOf('<Blob>', end);
  }
  const next = textOf('NextMarker', xml.slice(xml.lastIndexOf('</Blobs>')));
  return { blobs, next: next === null || next === '' ? null : next };
}

function blobIn(xml: string): ListedBlob {
  const name = textOf('Name', xml);
  if (name === null || name === '') throw new SyntaxError('The list has a blob without a plain name.');
  const created = textOf('Creation-Time', xml);
  return { name, createdOn: created === null ? null : new Date(created) };
}

/** Of the first element of this name that has no attributes; null if there is none. */
function textOf(element: string, xml: string): string | null {
  const from = xml.indexOf(`<${element}>`);
  if (from < 0) return null;
  const to = xml.indexOf(`</${element}>`, from);
  if (to < 0) throw new SyntaxError(`The list has an open ${element}.`);
  return unescaped(xml.slice(from + element.length + 2, to));
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex?: string, digits?: string, name?: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (digits !== undefined) return String.fromCodePoint(Number(digits));
      return named[name ?? ''] ?? whole;
    },
  );
}
