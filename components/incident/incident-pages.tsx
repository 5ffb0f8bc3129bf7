import { listHref } from '@/components/ui/list-href.ts';
import { PageFoot } from '@/components/ui/page-foot.tsx';
import type { IncidentView } from '@/lib/queries/get-incident.ts';

/** The way through one of an incident's lists, which come a hundred rows at a time. */
export function IncidentPages({
  incident,
  tab,
  rows,
  what,
  inAll,
  name,
}: {
  incident: IncidentView;
  tab: 'overview' | 'entities' | 'notes';
  rows: number; // on this page
  what: string;
  inAll: number;
  name?: string | undefined; // that is looked for
}) {
  const { id, page, pageRows } = incident;
  const href = (to: string | undefined) => listHref(`/incidents/${id}`, { tab, name, page: to });
  return (
    <PageFoot
      {...{ shown: rows, inAll: { rows: inAll, isMore: false }, what, nextWords: 'Load more' }}
      next={page * pageRows < inAll ? href(String(page + 1)) : null}
      first={page > 1 ? href(undefined) : null}
    />
  );
}
