import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { boundUnpacking } from '../../../lib/report/bounded-unpacking.ts';
import { readReportFile } from '../../../lib/report/report-file.ts';
import { attachedPdf, flate, type RawObject, rawPdf } from '../../support/raw-pdf.ts';
import { policyText } from '../ledger/small-log.ts';

const mebibyte = 1024 * 1024;
const zeros = Buffer.alloc(64 * mebibyte);
const folder = mkdtempSync(join(tmpdir(), 'holdfast-hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that says that it is a report', { timeout: 60_000 }, () => {
  const packedTwice = {
    dictionary: '<</Filter[/FlateDecode/FlateDecode]>>',
    stream: deflateSync(deflateSync(zeros)),
  };
  const runs = {
    dictionary: '<</Filter/RunLengthDecode>>',
    stream: Buffer.alloc(mebibyte, Buffer.of(129, 0)),
  };
  const halves = ['a', 'b', 'c'].map((name) => [name, flate(zeros.subarray(0, 3 * mebibyte))] as const);

  it.each<[string, Uint8Array, RegExp]>([
    [
      'an attachment that unpacks to much',
      attachedPdf([['report.json', flate(zeros)]]),
      /more than any report/,
    ],
    ['attachments that unpack to much together', attachedPdf(halves), /more than any report/],
    ['an attachment packed twice', attachedPdf([['report.json', packedTwice]]), /packed in a way/],
    ['an attachment of runs', attachedPdf([['report.json', runs]]), /packed in a way/],
    ['what is no packed bytes', attachedPdf([['report.json', torn()]]), /cannot be unpacked/],
    ['a directory that unpacks to much', packedDirectory(), /more than any report|no PDF that can be read/],
    ['objects that unpack to much', packedObjects(), /more than any report|no PDF that can be read/],
  ])(
    'is refused in one sentence with %s, and no more than the bound is unpacked',
    async (_, bytes, words) => {
      expect(bytes.length).toBeLessThan(2 * mebibyte);
      boundUnpacking(8 * mebibyte);
      const before = process.memoryUsage().arrayBuffers;
      await expect(readReportFile(bytes)).rejects.toThrow(words);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(48 * mebibyte);
    },
  );

  it.each<[string, Uint8Array]>([
    ['arrays within arrays', rawPdf([{ dictionary: `<</Type/Catalog/Pages ${'['.repeat(200_000)}` }])],
    ['pages that are below themselves', pagesOf(['2 0 R', '2 0 R'])],
    ['half a million pages', pagesOf(Array.from({ length: 500_000 }, () => '3 0 R'))],
    ['a page tree as deep as it is long', deepPages(50_000)],
    ['names that are below themselves', namesInCircle()],
  ])('is refused in one sentence with %s', async (_, bytes) => {
    await expect(readReportFile(bytes)).rejects.toThrow(/^This (file|PDF)/);
  });

  it('is refused by the command in one line, with a record as deep as it is long', () => {
    const files = ['report.json', 'checkpoint.txt', 'checkpoint-stamped.txt'].map(
      (name) => [name, flate('{}')] as const,
    );
    const deep = `{"record":{"a":${'['.repeat(300_000)}${']'.repeat(300_000)}}}\n`;
    const [file, policy] = [join(folder, 'deep.pdf'), join(folder, 'policy')];
    writeFileSync(file, attachedPdf([...files, ['events.jsonl', flate(deep)]]));
    writeFileSync(policy, policyText);
    const main = fileURLToPath(new URL('../../../lib/cli/main.ts', import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [
      main,
      'verify',
      file,
      '--policy',
      policy,
    ]);
    expect(status).toBe(1);
    expect(stdout.toString()).toBe('');
    expect(stderr.toString()).toMatch(/^holdfast: [^\n]+\n$/);
  });
});

function torn(): RawObject {
  return { dictionary: '<</Filter/FlateDecode>>', stream: Buffer.from('no packed bytes') };
}

/** The directory of the file itself is a packed stream, as other writers make it. */
function packedDirectory(): Uint8Array {
  const stream = deflateSync(zeros);
  const head = `%PDF-1.7\n1 0 obj\n<</Type/XRef/Size 9000000/W[1 4 2]/Root 2 0 R/Filter/FlateDecode/Length ${stream.length}>>\nstream\n`;
  const tail = '\nendstream\nendobj\nstartxref\n9\n%%EOF\n';
  return new Uint8Array(Buffer.concat([Buffer.from(head), stream, Buffer.from(tail)]));
}

/** The catalog lies in a packed stream of objects. */
function packedObjects(): Uint8Array {
  const objects = deflateSync(Buffer.concat([Buffer.from('3 0 <</Type/Catalog>>'), zeros]));
  const head = Buffer.from(
    `%PDF-1.7\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length ${objects.length}>>\nstream\n`,
  );
  const at = head.length + objects.length + '\nendstream\nendobj\n'.length;
  const table = Buffer.concat([entry(0, 0, 0), entry(1, 9, 0), entry(1, at, 0), entry(2, 1, 0)]);
  const directory = `2 0 obj\n<</Type/XRef/Size 4/W[1 4 2]/Root 3 0 R/Length ${table.length}>>\nstream\n`;
  const parts = [
    head,
    objects,
    '\nendstream\nendobj\n',
    directory,
    table,
    `\nendstream\nendobj\nstartxref\n${at}\n%%EOF\n`,
  ];
  return new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part))),
  );
}

function entry(kind: number, place: number, more: number): Buffer {
  const bytes = Buffer.alloc(7);
  bytes.writeUInt8(kind, 0);
  bytes.writeUInt32BE(place, 1);
  bytes.writeUInt16BE(more, 5);
  return bytes;
}

function pagesOf(kids: readonly string[]): Uint8Array {
  return rawPdf([
    { dictionary: '<</Type/Catalog/Pages 2 0 R>>' },
    { dictionary: `<</Type/Pages/Kids[${kids.join(' ')}]/Count ${kids.length}>>` },
    { dictionary: '<</Type/Page/Parent 2 0 R>>' },
  ]);
}

function deepPages(depth: number): Uint8Array {
  const below = Array.from({ length: depth }, (_, i) => ({
    dictionary: `<</Type/Pages/Kids[${i + 3} 0 R]/Count 1>>`,
  }));
  return rawPdf([{ dictionary: '<</Type/Catalog/Pages 2 0 R>>' }, ...below]);
}

function namesInCircle(): Uint8Array {
  return rawPdf([
    { dictionary: '<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 3 0 R>>>>' },
    { dictionary: '<</Type/Pages/Kids[]/Count 0>>' },
    { dictionary: '<</Kids[3 0 R 3 0 R]>>' },
  ]);
}
