import type { NextRequest } from 'next/server';
import { CustodyError } from '@/lib/custody/custody-error.ts';
import { type ExportScope, exportEvents } from '@/lib/queries/export-events.ts';
import { linesRoute } from '@/lib/web/route.ts';

/** The events of one item, incident or person as JSON Lines: `?item=`, `?incident=` or `?person=` with its id. */
export async function GET(request: NextRequest): Promise<Response> {
  return await linesRoute(request, async (viewer) => {
    const { name, lines } = await exportEvents(viewer, scopeOf(request.nextUrl.searchParams));
    return { lines, fileName: `${name}-custody-events.jsonl` };
  });
}

function scopeOf(asked: URLSearchParams): ExportScope {
  const [scope, ...others] = (['item', 'incident', 'person'] as const).flatMap((of) => {
    const id = asked.get(of);
    return id === null ? [] : [{ of, id }];
  });
  if (scope === undefined || others.length > 0)
    throw new CustodyError('invalid-input', 'Name one item, incident or person, each by its id.');
  return scope;
}
