import { DownloadLink } from '@/components/ui/button.tsx';

/** Certifications to be completed and signed by a person, one file each. */
export function Certifications({
  evidenceId,
  templates,
}: {
  evidenceId: string;
  templates: readonly { readonly id: string; readonly name: string }[];
}) {
  return (
    <section>
      <h2 className="font-semibold">Certifications for a person to sign</h2>
      <p className="mt-1 max-w-[72ch] text-[13px] text-ink-2">
        Filled from the record; what only the signer can know is left open. The system signs none of them, and
        each one that is drawn up is on record.
      </p>
      <ul className="mt-3 grid gap-2">
        {templates.map(({ id, name }) => (
          <li key={id}>
            <DownloadLink href={`/api/reports/${evidenceId}/certification?template=${id}`}>
              {name}
            </DownloadLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
