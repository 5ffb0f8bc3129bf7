import { type FileHandle, mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnchoredEvent } from './anchored-events.ts';
import type { RecoverySink } from './recover-ledger.ts';

/**
 * Writes `entries.jsonl` and `checkpoints/<size>` into a new folder that only this account can read: the bodies are
 * there in clear. One line an entry: its index, its exact bytes as text, and salt (base64) and body as text, or
 * why they cannot be read. Throws if the folder holds such files already.
 */
export async function intoFolder(folder: string): Promise<RecoverySink & { close(): Promise<void> }> {
  await mkdir(join(folder, 'checkpoints'), { recursive: true, mode: 0o700 });
  const file = await newFile(folder);
  return {
    async take(events) {
      await file.appendFile(events.map((event) => `${lineOf(event)}\n`).join(''));
    },
    async checkpoint({ checkpoint: { size }, note, lines }) {
      const path = join(folder, 'checkpoints', size.toString().padStart(20, '0'));
      await writeFile(path, note + lines, { flag: 'wx', mode: 0o600 });
    },
    end: () => file.sync(),
    close: () => file.close(),
  };
}

async function newFile(folder: string): Promise<FileHandle> {
  try {
    return await open(join(folder, 'entries.jsonl'), 'wx', 0o600);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
    throw new Error(`${folder} holds a recovered ledger already. Name a new folder.`, { cause });
  }
}

function lineOf({ index, entry, event }: AnchoredEvent): string {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
  const behind =
    'why' in event
      ? { unreadable: event.why }
      : { salt: Buffer.from(event.salt).toString('base64'), body: text(event.body) };
  return JSON.stringify({ index: index.toString(), entry: text(entry), ...behind });
}
