import { requirePermission } from '../custody/permission.ts';
import { parseTrustPolicy } from '../ledger/trust-policy.ts';
import { type NoteSignatures, noteSignatures } from './note-signatures.ts';
import type { Viewer } from './viewer.ts';

export interface CheckpointPage {
  readonly rows: readonly CheckpointRow[]; // newest first
  readonly olderThan: string | null; // size to continue below
}

export interface CheckpointRow {
  readonly size: string;
  readonly root: string; // base64
  readonly signedAt: string;
  readonly signatures: NoteSignatures;
  readonly vouchers: readonly Voucher[];
}

/** One anchor's word for a checkpoint: its own, or that of a larger one, which contains it. */
export interface Voucher {
  readonly kind: string;
  readonly name: string;
  readonly size: string;
  readonly statedAt: string | null; // by the anchor's own clock
  readonly keptAt: string; // by the database's clock
}

const pageSize = 25;

/**
 * The signed checkpoints, and for each what every anchor says of it. In: `below`, a size; the trust
 * policy's text, or null if it cannot be read. Throws `forbidden`.
 */
export async function listCheckpoints(
  viewer: Viewer,
  below?: string,
  policy: string | null = null,
): Promise<CheckpointPage> {
  requirePermission(viewer.actor, 'ledger.read');
  const continueBelow = below !== undefined && /^\d{1,15}$/.test(below) ? BigInt(below) : null;
  const found = await viewer.db.ledgerCheckpoint.findMany({
    where: continueBelow === null ? {} : { size: { lt: continueBelow } },
    orderBy: { size: 'desc' },
    take: pageSize + 1,
    select: { size: true, root: true, note: true, createdAt: true },
  });
  const page = found.slice(0, pageSize);
  const trust = policy === null ? null : parseTrustPolicy(policy);
  const receipts = await receiptsFor(viewer.db, page);
  return {
    rows: page.map(({ size, root, note, createdAt }) => ({
      size: size.toString(),
      root: Buffer.from(root).toString('base64'),
      signedAt: createdAt.toISOString(),
      signatures: noteSignatures(note, trust),
      vouchers: receipts.flatMap((ofOne) => ofOne.find((receipt) => receipt.size >= size) ?? []).map(voucher),
    })),
    olderThan: found.length > pageSize ? (page.at(-1)?.size.toString() ?? null) : null,
  };
}

interface Receipt {
  readonly kind: string;
  readonly name: string;
  readonly size: bigint;
  readonly statedAt: Date | null;
  readonly createdAt: Date;
}

/** For each anchor its receipts from the page's smallest size on, up to the first one beyond its largest. */
async function receiptsFor(
  db: Viewer['db'],
  page: readonly { readonly size: bigint }[],
): Promise<readonly (readonly Receipt[])[]> {
  const [largest, smallest] = [page[0]?.size, page.at(-1)?.size];
  if (largest === undefined || smallest === undefined) return [];
  const anchors = await db.ledgerAnchorState.findMany({ orderBy: [{ kind: 'asc' }, { name: 'asc' }] });
  return await Promise.all(
    anchors.map(async ({ kind, name }) => {
      const of = { kind, name };
      const select = { kind: true, name: true, size: true, statedAt: true, createdAt: true } as const;
      const orderBy = { size: 'asc' } as const;
      const [within, beyond] = await Promise.all([
        db.ledgerAnchor.findMany({
          where: { ...of, size: { gte: smallest, lte: largest } },
          orderBy,
          select,
        }),
        db.ledgerAnchor.findFirst({ where: { ...of, size: { gt: largest } }, orderBy, select }),
      ]);
      return beyond === null ? within : [...within, beyond];
    }),
  );
}

function voucher({ kind, name, size, statedAt, createdAt }: Receipt): Voucher {
  return {
    kind,
    name,
    size: size.toString(),
    statedAt: statedAt?.toISOString() ?? null,
    keptAt: createdAt.toISOString(),
  };
}
