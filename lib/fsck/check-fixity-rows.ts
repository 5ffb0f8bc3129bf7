import type { Client } from 'pg';
import type { Findings } from './findings.ts';
import { rowFinding } from './row-finding.ts';

type Columns = Readonly<Record<string, string | boolean | null>>;

interface Row {
  readonly id: string;
  readonly kept: Columns | null;
  readonly told: Columns | null;
}

/** What is kept of each item for its checks, held against what the database's own function makes of its events. */
export async function checkFixityRows(client: Client, findings: Findings): Promise<void> {
  const { rows } = await client.query<Row>(
    `select coalesce(k.evidence_id, f.evidence_id)::text as id,
       case when k.evidence_id is not null then to_jsonb(k) end as kept,
       case when f.evidence_id is not null then to_jsonb(f) end as told
     from fixity_item k full join fixity_of(null) f on f.evidence_id = k.evidence_id
     where to_jsonb(k) is distinct from to_jsonb(f) order by 1 limit 21`,
  );
  for (const row of rows) findings.addAll(differences(row).map(rowFinding));
}

function differences({ id, kept, told }: Row) {
  const at = { table: 'fixity_item', id } as const;
  if (told === null) return [{ ...at, kind: 'invented' as const }];
  const fields = Object.keys(told).filter((field) => kept?.[field] !== told[field]);
  return fields.map((field) => ({
    ...{ ...at, kind: 'changed' as const, field, by: null },
    ...{ stored: textOf(kept?.[field]), recorded: textOf(told[field]) },
  }));
}

function textOf(value: string | boolean | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
