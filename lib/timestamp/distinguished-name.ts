import { objectIdText } from './der-value.ts';
import { type Bytes, type DerElement, derChildren, derParts, derTag, readDer } from './read-der.ts';

const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
};

/** A Name in DER as people write it, most specific part first: `CN=…, O=…, C=…`. Source: RFC 4514. */
export function nameText(name: Bytes): string {
  const sets = derChildren(readDer(name, 'A name'), derTag.sequence, 'A name');
  return sets
    .flatMap((set) => derChildren(set, derTag.set, 'A part of a name').map(partText))
    .reverse()
    .join(', ');
}

function partText(element: DerElement): string {
  const parts = derParts(element, derTag.sequence, 'A part of a name');
  const type = objectIdText(parts.next(derTag.objectId, 'its type'), 'The type of a part of a name');
  const value = valueText(parts.next(null, 'its value'));
  return `${shortNames[type] ?? type}=${value.replace(/[\\,+"<>;]/g, '\\$&')}`;
}

function valueText({ tag, content }: DerElement): string {
  const encoding = tag === 0x1e ? 'utf-16be' : 'utf-8'; // BMPString; the other kinds are ASCII or UTF-8
  return printable(new TextDecoder(encoding).decode(content));
}

/** Text of a stranger's making, fit for one line: no control characters, at most 200 characters. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, '\ufffd').slice(0, 200);
}
