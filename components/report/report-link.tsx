import Link from 'next/link';

/** The ways to the reports on an item or an incident. */
export function ReportLink({
  of,
  id,
  mayRequest,
}: {
  of: 'item' | 'incident';
  id: string;
  mayRequest: boolean;
}) {
  return (
    <span className="no-print flex flex-wrap gap-x-5 text-[13px]">
      <Link className="underline underline-offset-2" href={`/reports?subject=${id}`}>
        Custody reports on it
      </Link>
      {mayRequest && (
        <Link className="underline underline-offset-2" href={`/reports/new?${of}=${id}`}>
          New custody report
        </Link>
      )}
    </span>
  );
}
