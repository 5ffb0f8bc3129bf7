'use client';

import { startTransition, useActionState, useEffect } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { saveFile } from '@/components/ui/save-file.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

/** Takes all rows out as a table; that is recorded before the file is handed over. */
export function ExportButton({
  runId,
  takeOut,
}: {
  runId: string;
  takeOut: (previous: ActionResult, input: FormData | object) => Promise<ActionResult>;
}) {
  const [result, ask, pending] = useActionState(takeOut, null);
  useEffect(() => {
    if (result?.ok === true)
      saveFile(`hunting-${runId}-device-reported.csv`, csvOf(result.value), 'text/csv');
  }, [result, runId]);
  return (
    <div className="grid gap-2 justify-items-start">
      <Button type="button" disabled={pending} onClick={() => startTransition(() => ask({ runId }))}>
        {pending ? 'Exporting…' : 'Export all rows (CSV, recorded)'}
      </Button>
      {result?.ok === false && <Notice tone="bad" title={result.message} />}
    </div>
  );
}

function csvOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'csv' in value ? String(value.csv) : '';
}
