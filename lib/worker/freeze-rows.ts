import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import type { EventDetail } from '../custody/custody-event.ts';
import { emptyTreeHash } from '../hashing/merkle-hash.ts';
import { encodeBase64 } from '../ledger/strict-base64.ts';
import type { LedgerFreezing } from '../procedures/ledger/freeze-ledger.ts';
import type { Contradiction } from './check-anchored.ts';
import { headSize, newestCheckpoint } from './log-rows.ts';
import type { AnchoredCheckpoint } from './read-anchors.ts';

/** A freeze that was recorded and not ended, by whichever process. */
export interface StandingFreeze {
  readonly firstIndex: bigint | null;
  readonly witnessedSize: bigint;
}

export async function standingFreeze(client: Client): Promise<StandingFreeze | null> {
  const { rows } = await client.query<{ first_index: string | null; witnessed_size: string }>(
    'select first_index, witnessed_size from ledger_freeze where id = 1',
  );
  const row = rows[0];
  if (row === undefined) return null;
  const { first_index: index, witnessed_size: witnessed } = row;
  return { firstIndex: index === null ? null : BigInt(index), witnessedSize: BigInt(witnessed) };
}

/** The freeze was looked at again, and this stands against the ledger now. */
export async function confirmFreeze(
  client: Client,
  { attack, words, firstIndex }: Contradiction,
): Promise<void> {
  await client.query(
    'update ledger_freeze set checked_at = now(), attack = $1, words = $2, first_index = $3 where id = 1',
    [attack, words, firstIndex],
  );
}

/** Everything that the record of a freeze says. */
export async function freezingOf(
  client: Client,
  seen: {
    readonly found: Contradiction;
    readonly foundBy: EventDetail<'ledger.frozen'>['foundBy'];
    readonly newest: AnchoredCheckpoint | null;
    readonly witnessedSize: bigint;
  },
): Promise<LedgerFreezing> {
  const { found, foundBy, newest, witnessedSize } = seen;
  const signed = await newestCheckpoint(client);
  return {
    anchoredNote: newest?.note ?? null,
    detail: {
      attack: found.attack,
      words: found.words,
      firstIndex: found.firstIndex?.toString() ?? null,
      foundBy,
      databaseSize: (await headSize(client)).toString(),
      anchoredSize: (newest?.checkpoint.size ?? 0n).toString(),
      anchoredNoteSha256: newest === null ? null : sha256Hex(newest.note),
      signedSize: (signed?.size ?? 0n).toString(),
      signedNoteSha256: signed === null ? null : sha256Hex(signed.note),
      witnessedSize: witnessedSize.toString(),
    },
  };
}

/** What was found in order when a freeze ended. */
export async function thawingOf(
  client: Client,
  newest: AnchoredCheckpoint | null,
): Promise<Pick<EventDetail<'ledger.thawed'>, 'databaseSize' | 'anchoredSize' | 'root'>> {
  return {
    databaseSize: (await headSize(client)).toString(),
    anchoredSize: (newest?.checkpoint.size ?? 0n).toString(),
    root: encodeBase64(newest?.checkpoint.root ?? emptyTreeHash()),
  };
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
