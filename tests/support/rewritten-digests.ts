import type { TestDatabase } from './database.ts';

/** Writes another digest over those of an acquisition, past the register. */
export async function rewriteDigests(
  database: TestDatabase,
  acquisitionId: string,
  sha256: string,
): Promise<void> {
  await database.asAdmin(
    `update evidence_item e set sha256 = $2 from acquisition a where a.evidence_id = e.id and a.id = $1::uuid`,
    [acquisitionId, sha256],
  );
  await database.asAdmin(
    `update acquisition_step set outcome = jsonb_set(outcome, '{digests,sha256}', to_jsonb($2::text))
     where acquisition_id = $1::uuid and step in ('hash-source', 'hash-locker-copy')`,
    [acquisitionId, sha256],
  );
}
