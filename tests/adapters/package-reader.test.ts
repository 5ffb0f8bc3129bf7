import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { processPackageReader } from '../../lib/adapters/node/package-reader.ts';
import type { SealedArchive } from '../../lib/ports/package-reader.ts';
import { makeZip } from '../support/make-zip.ts';

const program = new URL('../../lib/package-reading/reading-process.ts', import.meta.url).pathname;
const small = { ownMs: 5_000, wallMs: 10_000, outputBytes: 1024 * 1024 };
const patience = () => AbortSignal.timeout(60_000);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-reading-'));
  mkdirSync(join(folder, 'package-reading'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function archiveOf(bytes: Buffer): SealedArchive {
  return { sizeBytes: bytes.length, read: async (start, end) => bytes.subarray(start, end) };
}

/** A reader whose process runs this instead, in the place and with the rights of the real one. */
function readerRunning(source: string, limits = small) {
  const path = join(folder, 'package-reading', `${crypto.randomUUID()}.mjs`);
  writeFileSync(path, source);
  return processPackageReader(path, limits);
}

describe('a package is read in a process of its own', () => {
  const table = ['Name,Id', ...Array.from({ length: 100_000 }, (_, i) => `process ${i},${i}`)].join('\r\n');
  const bytes = makeZip([{ path: 'Processes/Processes.csv', data: table, stored: true }]);
  const reader = processPackageReader(program);

  test('which gives its inventory, fetching more than one window', async () => {
    const reading = await reader.inventory(archiveOf(bytes), 'windows', patience());
    expect(reading).toMatchObject({ kind: 'read', value: { system: 'windows', bytes: table.length } });
  });

  test('and rows of one file', async () => {
    const query = { search: '99999', where: [], sort: null, start: 0, most: 5 };
    const wanted = { path: 'Processes/Processes.csv', system: null, query };
    const reading = await reader.table(archiveOf(bytes), wanted, patience());
    expect(reading).toMatchObject({
      kind: 'read',
      value: { total: 100_000, matching: 1, rows: [{ line: 100_001, cells: ['process 99999', '99999'] }] },
    });
  });

  test('and a whole export, however its text swells on the way out', async () => {
    const row = `"C:\\\\${'\\'.repeat(190)}",4688`;
    const log = ['Path,EventId', ...Array.from({ length: 190_000 }, () => row)].join('\n');
    const archive = archiveOf(makeZip([{ path: 'Security event log/Security.csv', data: log }]));
    const query = { search: '', where: [], sort: null, start: 0, most: 200_000 };
    const wanted = { path: 'Security event log/Security.csv', system: null, query };
    const reading = await reader.table(archive, wanted, patience());
    if (reading.kind !== 'read') throw new Error(`${reading.verdict}: ${reading.found}`);
    const { isWhole, rows, notes } = reading.value ?? {};
    expect(log.length).toBeGreaterThan(35 * 1024 * 1024);
    expect({ isWhole, notes }).toEqual({
      isWhole: false,
      notes: ['Only its first 33554432 bytes are shown.'],
    });
    expect(rows?.every(({ cells }) => cells.length === 2 && cells[1] === '4688')).toBe(true);
  });

  test('a hostile one by its verdict', async () => {
    const hostile = makeZip([{ path: '../x', data: 'x' }]);
    expect(await reader.inventory(archiveOf(hostile), null, patience())).toEqual({
      kind: 'refused',
      verdict: 'traversal',
      found: 'It holds the path ../x.',
    });
  });

  test('what its bytes cannot be read for is thrown on', async () => {
    const broken = { sizeBytes: 100, read: () => Promise.reject(new Error('block 0 differs')) };
    await expect(reader.inventory(broken, null, patience())).rejects.toThrow('block 0 differs');
  });
});

describe('the process is stopped when it takes too much', () => {
  const tooMuch = { kind: 'refused', verdict: 'too-much-work' };
  const nothing = archiveOf(Buffer.alloc(10));

  test('time of its own', async () => {
    const reader = readerRunning('for (;;);', { ...small, ownMs: 300 });
    expect(await reader.inventory(nothing, null, patience())).toMatchObject(tooMuch);
  });

  test('memory', async () => {
    const reader = readerRunning('const all = []; for (;;) all.push(new Array(1e5).fill({}));', {
      ...small,
      ownMs: 60_000,
      wallMs: 60_000,
    });
    expect(await reader.inventory(nothing, null, patience())).toMatchObject(tooMuch);
  });

  test('output', async () => {
    const reader = readerRunning("for (;;) process.stdout.write('x'.repeat(65536));", {
      ...small,
      outputBytes: 100_000,
    });
    expect(await reader.inventory(nothing, null, patience())).toMatchObject(tooMuch);
  });
});

describe('the process', () => {
  test.each([
    ['beyond the end', [0, 11]],
    ['far beyond it', [0, 2 ** 50]],
    ['backwards', [5, 4]],
  ])('is handed nothing where it asks for bytes %s', async (_name, range) => {
    const asked: number[] = [];
    const archive: SealedArchive = {
      sizeBytes: 10,
      read: async (start, end) => {
        asked.push(start, end);
        return new Uint8Array(0);
      },
    };
    const reader = readerRunning(
      `console.log('${JSON.stringify({ read: range })}'); setInterval(() => 0, 1e3);`,
    );
    await expect(reader.inventory(archive, null, patience())).rejects.toMatchObject({
      code: 'storage-unavailable',
    });
    expect(asked).toEqual([]);
  });

  test('can open no file, start no other process and no thread, and knows no setting of ours', async () => {
    const reader = readerRunning(`
      import fs from 'node:fs';
      import { spawnSync } from 'node:child_process';
      import { Worker } from 'node:worker_threads';
      const codeOf = (run) => { try { run(); return 'allowed'; } catch (error) { return error.code; } };
      const found = [
        codeOf(() => fs.readFileSync('/etc/hostname')),
        codeOf(() => fs.writeFileSync(${JSON.stringify(join(folder, 'written'))}, 'x')),
        codeOf(() => spawnSync('true')),
        codeOf(() => new Worker('1', { eval: true })),
        Object.keys(process.env),
      ].join(' ');
      process.stdout.write(JSON.stringify({ refused: { verdict: 'damaged', found } }) + '\\n');
    `);
    expect(await reader.inventory(archiveOf(Buffer.alloc(1)), null, patience())).toMatchObject({
      found: `${Array.from({ length: 4 }, () => 'ERR_ACCESS_DENIED').join(' ')} NODE_ENV`,
    });
  });

  test('is not believed when it says something else than what was asked', async () => {
    const reader = readerRunning('process.stdout.write(\'{"done":{"files":"<script>"}}\\n\')');
    await expect(reader.inventory(archiveOf(Buffer.alloc(1)), null, patience())).rejects.toThrow();
  });

  test('that says nothing is a failure, and no verdict', async () => {
    const reader = readerRunning('process.exit(0)');
    await expect(reader.inventory(archiveOf(Buffer.alloc(1)), null, patience())).rejects.toMatchObject({
      code: 'storage-unavailable',
    });
  });

  test('ends with the patience of who asked', async () => {
    const leaving = new AbortController();
    const reader = readerRunning('setInterval(() => {}, 1000);');
    const reading = reader.inventory(archiveOf(Buffer.alloc(1)), null, leaving.signal);
    leaving.abort(new Error('left'));
    await expect(reading).rejects.toThrow('left');
  });
});
