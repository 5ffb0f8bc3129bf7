import { describe, expect, it } from 'vitest';
import { listedIn } from '../../lib/adapters/azure/blob-names.ts';

// The shape of Microsoft's example in "List Blobs".
const page = (blobs: string, next = '<NextMarker />') =>
  `\uFEFF<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="https://a.example/" ContainerName="c">
<Prefix>log/</Prefix><Blobs>${blobs}</Blobs>${next}</EnumerationResults>`;
const blob = (name: string) =>
  `<Blob><Name>${name}</Name><Properties><Creation-Time>Mon, 02 Feb 2026 10:11:12 GMT</Creation-Time><Etag>0x8</Etag></Properties></Blob>`;

describe('A list of blobs', () => {
  it('gives each name with the time of its making, in order', () => {
    const createdOn = new Date('2026-02-02T10:11:12Z');
    expect(listedIn(page(blob('log/a') + blob('log/b')))).toEqual({
      blobs: [
        { name: 'log/a', createdOn },
        { name: 'log/b', createdOn },
      ],
      next: null,
    });
    expect(listedIn(page(''))).toEqual({ blobs: [], next: null });
  });

  it('says where the next page begins', () => {
    expect(listedIn(page(blob('a'), '<NextMarker>2!76!x&amp;y--</NextMarker>')).next).toBe('2!76!x&y--');
  });

  it('gives names as they are, whatever they spell', () => {
    const name = 'log/&lt;Name&gt;x&lt;/Name&gt; &amp;lt; &#233; &#x1F512; &quot;&apos;';
    expect(listedIn(page(blob(name))).blobs[0]?.name).toBe('log/<Name>x</Name> &lt; é 🔒 "\'');
  });

  it('passes folders by, and a blob without a time has none', () => {
    const folders = '<BlobPrefix><Name>log/folder/</Name></BlobPrefix>';
    expect(listedIn(page(`${folders}<Blob><Name>log/a</Name><Properties /></Blob>`)).blobs).toEqual([
      { name: 'log/a', createdOn: null },
    ]);
  });

  it.each([
    ['is cut off', page(blob('a')).slice(0, -5)],
    ['is something else', '<html><body>Sign in</body></html>'],
    ['has a blob without a name', page('<Blob><Properties /></Blob>')],
    ['has a blob with an empty name', page(blob(''))],
    ['has a name that is not written plainly', page('<Blob><Name Encoded="true">%EF</Name></Blob>')],
    ['has a name that does not end', page('<Blob><Name>a</Blob>')],
  ])('that %s is refused', (_, xml) => {
    expect(() => listedIn(xml)).toThrow(SyntaxError);
  });
});
