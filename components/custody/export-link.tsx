/** The events behind a page as a file: one record a line, each with what its proof needs. */
export function ExportLink({
  of,
  id,
  words,
}: {
  of: 'item' | 'incident' | 'person';
  id: string;
  words: string;
}) {
  return (
    <a
      className="no-print text-[13px] underline underline-offset-2"
      href={`/api/custody-events?${of}=${id}`}
      download
    >
      {words}
    </a>
  );
}
