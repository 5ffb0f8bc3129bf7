import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyTreeHash } from '../hashing/merkle-hash.ts';
import { parseCheckpoint } from '../ledger/checkpoint.ts';
import { cosignatureTime } from '../ledger/cosignature.ts';
import { originHash } from '../ledger/origin-hash.ts';
import { openNote, parseNote } from '../ledger/signed-note.ts';
import type { VerifierKey } from '../ledger/verifier-key.ts';
import { readIfThere, replaceDurably } from './durable-file.ts';

/** The latest checkpoint that the witness cosigned for a log. Before the first it is the empty tree. */
export interface HeldCheckpoint {
  readonly size: bigint;
  readonly root: Uint8Array; // 32 bytes
  readonly time: bigint; // POSIX seconds of the cosignature; 0 before the first
  readonly note: string | null; // the whole note with its cosignature
}

/** The memory of a log is gone, and the witness knows that there was one: nothing is cosigned until it is put back. */
export class MemoryLost extends Error {
  constructor(origin: string, file: string) {
    super(
      `${file} is gone, and this witness has cosigned ${origin} before. Nothing more is cosigned for it.`,
    );
    this.name = 'MemoryLost';
  }
}

/**
 * What the witness remembers: one note per log in `<folder>/checkpoints/<hash of the origin>`, and elsewhere, in
 * `<folder>/cosigned/<hash>`, that there is one.
 */
export interface HeldCheckpoints {
  /** Reads the file anew, so that what is believed is what would be found after a crash. Throws if it was spoilt. */
  read(origin: string): Promise<HeldCheckpoint>;
  /** Replaces the note, of a tree of that size; it is safe on the disk when this returns. */
  write(origin: string, note: string, size: bigint): Promise<void>;
}

/** Opens the memory of the witness with this key, making its folder if there is none. */
export async function heldCheckpoints(folder: string, key: VerifierKey): Promise<HeldCheckpoints> {
  const place = join(folder, 'checkpoints');
  const marks = join(folder, 'cosigned');
  await mkdir(place, { recursive: true, mode: 0o700 });
  await mkdir(marks, { recursive: true, mode: 0o700 });
  const mark = marksIn(marks);
  const largest = new Map<string, bigint>(); // written by this process
  return {
    read: async (origin) => {
      const file = join(place, originHash(origin));
      const atLeast = largest.get(origin) ?? 0n; // asked before reading: a write may come in between
      const note = await readIfThere(file);
      const isMarked = (await readIfThere(join(marks, originHash(origin)))) !== null;
      if (note === null && isMarked) throw new MemoryLost(origin, file);
      if (note !== null && !isMarked) await mark(origin); // a folder from before there were marks
      try {
        const held = note === null ? nothingHeld() : readHeld(note, origin, key);
        if (held.size < atLeast) throw new Error('It held a larger tree before.');
        return held;
      } catch (cause) {
        // To begin again from nothing would allow the very rewriting that a witness exists to prevent.
        throw new Error(`${file} is not what this witness wrote. Nothing more is cosigned for ${origin}.`, {
          cause,
        });
      }
    },
    write: async (origin, note, size) => {
      await replaceDurably(join(place, originHash(origin)), note);
      if (!largest.has(origin)) await mark(origin);
      largest.set(origin, size);
    },
  };
}

/** Marks each log as cosigned. Readers and the writer may find the mark missing at once: it is made once for all. */
function marksIn(folder: string): (origin: string) => Promise<void> {
  const begun = new Map<string, Promise<void>>();
  return (origin) => {
    const running =
      begun.get(origin) ??
      replaceDurably(join(folder, originHash(origin)), `${origin}\n`).finally(() => begun.delete(origin));
    begun.set(origin, running);
    return running;
  };
}

function nothingHeld(): HeldCheckpoint {
  return { size: 0n, root: emptyTreeHash(), time: 0n, note: null };
}

function readHeld(note: string, origin: string, key: VerifierKey): HeldCheckpoint {
  openNote(note, [key]); // only what this key cosigned
  const { text, signatures } = parseNote(note);
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== origin) throw new Error(`This is a checkpoint of ${checkpoint.origin}.`);
  const own = signatures.find(
    ({ name, keyId }) => name === key.name && Buffer.compare(keyId, key.keyId) === 0,
  );
  const time = own === undefined ? null : cosignatureTime(own.signature);
  if (time === null) throw new Error('The cosignature states no time.');
  return { size: checkpoint.size, root: checkpoint.root, time, note };
}
