import { mkdir } from 'node:fs/promises';
import { signNote } from '../ledger/signed-note.ts';
import { evidenceFile } from './evidence-file.ts';
import { lockFolder } from './folder-lock.ts';
import { type HeldCheckpoint, heldCheckpoints } from './held-checkpoint.ts';
import { compareWithHeld, type Refusal, readRequest } from './judge-request.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { WatchedLogs } from './watched-logs.ts';
import { witnessKey } from './witness-key.ts';

/** What the witness answers to a checkpoint. */
export type Answer =
  | { readonly kind: 'cosigned'; readonly line: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'clock-behind' };

/** Looks at checkpoints and cosigns those that extend what it cosigned before. */
export interface Witness {
  readonly name: string;
  readonly vkey: string;
  readonly logs: WatchedLogs;
  /** In: the body of `POST add-checkpoint`. A cosignature is on the disk before it is answered. */
  addCheckpoint(body: string): Promise<Answer>;
  latest(origin: string): Promise<HeldCheckpoint>;
  close(): void;
}

/**
 * Opens the witness whose key and memory lie in the folder; the first call makes them. Throws one line if another
 * process holds the folder, it belongs to another name, or something in it is not what this witness wrote. `report`
 * gets what went wrong without changing an answer.
 */
export async function openWitness(options: {
  readonly folder: string;
  readonly name: string;
  readonly logs: WatchedLogs;
  readonly now: () => Date;
  readonly report: (error: unknown) => void;
}): Promise<Witness> {
  const { folder, name, logs, now, report } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(folder);
  try {
    const { key, vkey, cosign } = await witnessKey(folder, name);
    const held = await heldCheckpoints(folder, key);
    const evidence = await evidenceFile(folder);
    const inTurn = oneAtATime();
    let lastTime = latestTime(await Promise.all([...logs.keys.keys()].map(held.read)));

    const addCheckpoint = async (body: string): Promise<Answer> => {
      const signed = readRequest(body, logs);
      if ('status' in signed) return { kind: 'refused', refusal: signed };
      const { origin, size } = signed.checkpoint;
      // From reading what is held to writing what replaces it nobody else may come between (C2SP tlog-witness).
      return await inTurn(origin, async () => {
        const before = await held.read(origin);
        const refusal = compareWithHeld(signed, before);
        if (refusal !== null) {
          // A full disk must not turn the alarm of a contradiction into a mere failure.
          if (refusal.contradicts) await evidence.keep(signed, body, before, refusal, now()).catch(report);
          return { kind: 'refused', refusal };
        }
        const time = BigInt(Math.floor(now().getTime() / 1000));
        if (time < lastTime) return { kind: 'clock-behind' };
        lastTime = time;
        const line = cosign(signed.text, time);
        const note = signNote(signed.text, [...signed.signatures, line]);
        await held.write(origin, note, size);
        return { kind: 'cosigned', line };
      });
    };
    return { name, vkey, logs, addCheckpoint, latest: held.read, close: unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}

function latestTime(held: readonly HeldCheckpoint[]): bigint {
  return held.reduce((latest, { time }) => (time > latest ? time : latest), 0n);
}
