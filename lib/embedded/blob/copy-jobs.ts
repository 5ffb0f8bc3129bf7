import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import type { OutgoingHttpHeaders } from 'node:http';
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Azurite } from './azurite.ts';
import { BlobError } from './blob-error.ts';
import { closeGaps } from './byte-span.ts';
import type { ExportAccess } from './export-links.ts';
import type { SnapshotFile } from './snapshot-file.ts';

const stagingContainer = 'staging';
const chunkBytes = 4 << 20;

/** The last copy into a blob, as its properties tell of it. */
export interface CopyRecord {
  readonly id: string;
  readonly path: string; // the destination in Azurite
  readonly source: string; // without its query: no signature is kept
  status: 'pending' | 'success' | 'failed' | 'aborted';
  description: string | null;
  done: number;
  total: number;
  completedAt: string | null;
}

export interface CopyOrder {
  readonly path: string;
  readonly source: URL;
  readonly snapshot: SnapshotFile;
  /** Asked before every piece: a grant can be revoked or run out on the way. */
  readonly access: () => ExportAccess;
  readonly metadata: OutgoingHttpHeaders;
  readonly failure: string | null; // a scripted failure, told when the copy would have ended
  readonly corruptAt: number | null; // a scripted wrong byte of the copy, by its offset in the disk
}

export interface CopyJobs {
  find(path: string): CopyRecord | null;
  /** Claims the destination; a second claim while one is pending throws BlobError 409 PendingCopyOperation. */
  claim(path: string, source: URL, total: number): CopyRecord;
  /** Follows a claimed copy in the background. */
  run(record: CopyRecord, order: CopyOrder): void;
  /** Ends a claim or a pending copy at once. */
  settle(
    record: CopyRecord,
    status: 'success' | 'failed' | 'aborted',
    description: string | null,
  ): Promise<void>;
  /** The blob was deleted or replaced: its copy history goes with it. */
  forget(path: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens the record of copies at `file`. Copies that were pending when the service died have failed. */
export async function openCopyJobs(file: string, azurite: Azurite, now: () => Date): Promise<CopyJobs> {
  const records = await load(file, now);
  const running = new Set<Promise<void>>();
  let saving = Promise.resolve();
  let closing = false;
  await azurite
    .send({ method: 'PUT', path: `/${stagingContainer}`, query: container() })
    .then((answer) => answer.resume());

  const save = (): Promise<void> => {
    saving = saving.then(() => store(file, [...records.values()]));
    return saving;
  };
  const jobs: CopyJobs = {
    find: (path) => records.get(path) ?? null,
    claim(path, source, total) {
      if (records.get(path)?.status === 'pending') {
        throw new BlobError(409, 'PendingCopyOperation', 'There is currently a pending copy operation.');
      }
      const [id, status] = [randomUUID(), 'pending' as const];
      const where = source.origin + source.pathname;
      const record = {
        id,
        path,
        source: where,
        status,
        description: null,
        done: 0,
        total,
        completedAt: null,
      };
      records.set(path, record);
      return record;
    },
    run(record, order) {
      const job = follow(azurite, record, order, () => closing).then(async (end) => {
        if (end !== null && record.status === 'pending')
          await jobs.settle(record, end.status, end.description);
      });
      running.add(job);
      void job.finally(() => running.delete(job));
    },
    async settle(record, status, description) {
      Object.assign(record, { status, description, completedAt: now().toUTCString() });
      if (status === 'success') record.done = record.total;
      await save();
    },
    async forget(path) {
      if (records.delete(path)) await save();
    },
    async close() {
      closing = true;
      await Promise.all(running);
      await save();
    },
  };
  await save();
  return jobs;
}

type Ending = { readonly status: 'success' | 'failed'; readonly description: string | null };

/** Null: given up, because the service closes or the copy was aborted. */
async function follow(
  azurite: Azurite,
  record: CopyRecord,
  order: CopyOrder,
  isClosing: () => boolean,
): Promise<Ending | null> {
  const staged = `/${stagingContainer}/${record.id}`;
  try {
    await createStaged(azurite, staged, order.snapshot.sizeBytes);
    const ending = await fillStaged(azurite, staged, record, order, isClosing);
    if (ending?.status !== 'success') return ending;
    await copyWithin(azurite, staged, order.path, order.metadata);
    return ending;
  } catch (error) {
    console.error(`A copy into the blob emulator failed: ${String(error)}`);
    return {
      status: 'failed',
      description: '500 OperationCancelled "The copy failed when reading the source."',
    };
  } finally {
    const answer = await azurite.send({ method: 'DELETE', path: staged });
    answer.resume();
  }
}

async function createStaged(azurite: Azurite, path: string, sizeBytes: number): Promise<void> {
  const headers = {
    'x-ms-blob-type': 'PageBlob',
    'x-ms-blob-content-length': sizeBytes,
    'content-length': 0,
  };
  await azurite.perform({ method: 'PUT', path, headers });
}

async function fillStaged(
  azurite: Azurite,
  path: string,
  record: CopyRecord,
  order: CopyOrder,
  isClosing: () => boolean,
): Promise<Ending | null> {
  await using file = await open(order.snapshot.path, 'r');
  // One request per span costs more than a few zero pages: near spans travel together.
  for (const span of closeGaps(order.snapshot.spans, 16 << 10)) {
    for (let start = span.start; start < span.end; start += chunkBytes) {
      await nextTurn();
      if (isClosing() || record.status !== 'pending') return null;
      if (order.access().kind === 'refused') {
        return { status: 'failed', description: '403 Forbidden "Copy failed when reading the source."' };
      }
      const bytes = Buffer.alloc(Math.min(chunkBytes, span.end - start));
      await file.read(bytes, 0, bytes.length, start);
      spoil(bytes, start, order.corruptAt);
      await putPages(azurite, path, start, bytes);
      record.done = start + bytes.length;
    }
  }
  return order.failure === null
    ? { status: 'success', description: null }
    : { status: 'failed', description: order.failure };
}

function spoil(bytes: Buffer, start: number, corruptAt: number | null): void {
  const index = corruptAt === null ? -1 : corruptAt - start;
  if (index >= 0 && index < bytes.length) bytes.writeUInt8(bytes.readUInt8(index) ^ 0xff, index);
}

async function putPages(azurite: Azurite, path: string, start: number, bytes: Buffer): Promise<void> {
  const headers = {
    'x-ms-page-write': 'update',
    'x-ms-range': `bytes=${start}-${start + bytes.length - 1}`,
    'content-length': bytes.length,
  };
  await azurite.perform({
    method: 'PUT',
    path,
    query: new URLSearchParams({ comp: 'page' }),
    headers,
    body: bytes,
  });
}

/** Azurite's own copy: it shares the extents, so it is done at once whatever the size. */
export async function copyWithin(
  azurite: Azurite,
  from: string,
  to: string,
  metadata: OutgoingHttpHeaders,
): Promise<void> {
  const headers = { ...metadata, 'x-ms-copy-source': azurite.sourceUrl(from), 'content-length': 0 };
  await azurite.perform({ method: 'PUT', path: to, headers });
}

function container(): URLSearchParams {
  return new URLSearchParams({ restype: 'container' });
}

async function load(file: string, now: () => Date): Promise<Map<string, CopyRecord>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]';
    throw error;
  });
  const records = JSON.parse(text) as CopyRecord[];
  for (const record of records.filter((each) => each.status === 'pending')) {
    record.status = 'failed';
    record.description = '500 OperationCancelled "The copy failed when reading the source."';
    record.completedAt = now().toUTCString();
  }
  return new Map(records.map((record) => [record.path, record]));
}

async function store(file: string, records: readonly CopyRecord[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.partial`, JSON.stringify(records));
  await rename(`${file}.partial`, file);
}

/** The `x-ms-copy-…` headers of a blob's properties. */
export function copyHeaders(record: CopyRecord): Record<string, string> {
  return {
    'x-ms-copy-id': record.id,
    'x-ms-copy-source': record.source,
    'x-ms-copy-status': record.status,
    'x-ms-copy-progress': `${record.done}/${record.total}`,
    ...(record.completedAt === null ? {} : { 'x-ms-copy-completion-time': record.completedAt }),
    ...(record.description === null ? {} : { 'x-ms-copy-status-description': record.description }),
  };
}
