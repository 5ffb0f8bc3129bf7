import { Certificate } from '@/components/disposal/certificate.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { getDisposalCertificate } from '@/lib/queries/get-item-disposal.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

export const metadata = { title: 'Certificate of disposal' };

export default async function CertificatePage({
  params,
}: {
  params: Promise<{ readonly evidenceId: string }>;
}) {
  const [viewer, { evidenceId }] = await Promise.all([requireViewer(), params]);
  const of = await shown(getDisposalCertificate(viewer, evidenceId));
  const { number, exhibitNumber } = of.certificate;
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: 'Evidence', href: '/evidence' },
          { label: exhibitNumber, href: `/evidence/${evidenceId}?tab=holds` },
          { label: number },
        ]}
        title={`Certificate of disposal ${number}`}
        status={<StatusPill status="disposed" />}
        subtitle={`Of ${exhibitNumber}`}
        actions={
          <a
            className="no-print text-[13px] underline"
            href={`/api/evidence/${evidenceId}/certificate`}
            download
          >
            Download as JSON
          </a>
        }
      />
      <div className="mt-6">
        <Certificate of={of} />
      </div>
    </>
  );
}
