import { AccessTab } from '@/components/access/access-tab.tsx';
import { FrozenNotice } from '@/components/access/frozen-notice.tsx';
import { ReadersAt } from '@/components/access/readers-at.tsx';
import { ThawPanel } from '@/components/access/thaw-panel.tsx';
import { AuditLink } from '@/components/audit/audit-link.tsx';
import { BundleLink } from '@/components/bundle/bundle-link.tsx';
import { CustodyPanel } from '@/components/custody/custody-panel.tsx';
import { ExportLink } from '@/components/custody/export-link.tsx';
import { DisposalPanel } from '@/components/disposal/disposal-panel.tsx';
import { AlteredNotice } from '@/components/evidence/altered-notice.tsx';
import { ClaimsNotice, ClaimsPanel } from '@/components/evidence/claims-panel.tsx';
import { CorroborationPanel } from '@/components/evidence/corroboration-panel.tsx';
import { DigestPanel } from '@/components/evidence/digest-panel.tsx';
import { EvidenceFacts } from '@/components/evidence/evidence-facts.tsx';
import { FullReads } from '@/components/evidence/full-reads.tsx';
import { IntegrityPanel } from '@/components/evidence/integrity-panel.tsx';
import { integrityStatus } from '@/components/evidence/integrity-status.ts';
import { ItemSubtitle } from '@/components/evidence/item-subtitle.tsx';
import { LedgerProof } from '@/components/evidence/ledger-proof.tsx';
import { MetadataPanel } from '@/components/evidence/metadata-panel.tsx';
import { PresenceNotice } from '@/components/evidence/presence-notice.tsx';
import { ProtectionPanel } from '@/components/evidence/protection-panel.tsx';
import { SourcePanel } from '@/components/evidence/source-panel.tsx';
import { StoppedNotice } from '@/components/evidence/stopped-notice.tsx';
import { GuardNotice } from '@/components/hold/guard-notice.tsx';
import { ItemGuard } from '@/components/hold/item-guard.tsx';
import { ForeignBundleNotice } from '@/components/import/foreign-bundle-notice.tsx';
import { ForeignBundlePanel } from '@/components/import/foreign-bundle-panel.tsx';
import { ItemReadsPanel } from '@/components/reconciliation/item-reads.tsx';
import { GapsPanel } from '@/components/report/gaps-panel.tsx';
import { ReportLink } from '@/components/report/report-link.tsx';
import { timelineCompletions } from '@/components/timeline/timeline-completions.ts';
import { TimelineSearch } from '@/components/timeline/timeline-search.tsx';
import { ButtonLink } from '@/components/ui/button.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { TabsNav } from '@/components/ui/tabs-nav.tsx';
import { evidenceKind } from '@/lib/custody/evidence-source.ts';
import { mayDo } from '@/lib/custody/permission.ts';
import { type EvidenceView, getEvidenceItem } from '@/lib/queries/get-evidence-item.ts';
import { type ForeignBundleView, getForeignBundle } from '@/lib/queries/get-foreign-bundle.ts';
import { getItemGaps } from '@/lib/queries/get-gaps.ts';
import { getIncidentGuard } from '@/lib/queries/get-incident-guard.ts';
import { getItemAccess } from '@/lib/queries/get-item-access.ts';
import { getItemClaims, type ItemClaims } from '@/lib/queries/get-item-claims.ts';
import { getItemCorroboration } from '@/lib/queries/get-item-corroboration.ts';
import { getItemCustody } from '@/lib/queries/get-item-custody.ts';
import { getItemDisposal } from '@/lib/queries/get-item-disposal.ts';
import { getItemReaders } from '@/lib/queries/get-item-readers.ts';
import { getItemReads } from '@/lib/queries/get-item-reads.ts';
import { getItemVerifications } from '@/lib/queries/get-item-verifications.ts';
import { getItemTimeline } from '@/lib/queries/get-timeline.ts';
import type { Viewer } from '@/lib/queries/viewer.ts';
import { runtime } from '@/lib/runtime/runtime.ts';
import { inTime } from '@/lib/web/in-time.ts';
import { shown } from '@/lib/web/shown.ts';
import { type TimelineParams, timelineRequest } from '@/lib/web/timeline-request.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { takeFromBundleAction } from '../../incidents/[incidentId]/import/actions.ts';
import {
  acceptCustodyAction,
  correctRecordAction,
  declineCustodyAction,
  offerCustodyAction,
  proposeEraseBodyAction,
  proposeThawItemAction,
  proposeWithholdBodyAction,
  startCopyVerificationAction,
  withdrawOfferAction,
} from '../actions.ts';
import { proposeDisposalAction, witnessDisposalAction } from './disposal/actions.ts';
import { Uses } from './uses.tsx';

interface Props {
  readonly params: Promise<{ readonly evidenceId: string }>;
  readonly searchParams: Promise<TimelineParams & { readonly tab?: string; readonly at?: string }>;
}

export const metadata = { title: 'Evidence item' };

const tabs = ['custody', 'integrity', 'access', 'holds', 'source', 'metadata'] as const;
type Tab = (typeof tabs)[number];

export default async function EvidenceItemPage({ params, searchParams }: Props) {
  const [viewer, { evidenceId }, query] = await Promise.all([requireViewer(), params, searchParams]);
  const item = await shown(getEvidenceItem(viewer, evidenceId));
  const tab = tabs.find((one) => one === query.tab) ?? 'custody';
  const page = `/evidence/${item.id}`;
  const claims = 'brought' in item.source ? await getItemClaims(viewer, item.id) : null;
  const bundle = item.kind === 'imported-bundle' ? await getForeignBundle(viewer, item.id) : null;
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Evidence', href: '/evidence' }, { label: item.exhibitNumber }]}
        title={item.exhibitNumber}
        status={
          <>
            <StatusPill status={integrityStatus(item.integrity)} />
            {item.rehearsal && <StatusPill status="rehearsal" />}
            {item.frozenSince !== null && <StatusPill status="frozen" />}
          </>
        }
        subtitle={<ItemSubtitle item={item} />}
        actions={
          item.kind === 'package' && item.sizeBytes !== null ? (
            <ButtonLink href={`${page}/package`}>Look into the package</ButtonLink>
          ) : null
        }
      />
      <StoppedNotice item={item} />
      <FrozenNotice since={item.frozenSince} page={page} />
      <GuardNotice since={item.guardDiffersSince} page={page} />
      <PresenceNotice presence={item.presence} />
      <AlteredNotice altered={item.altered} />
      <ClaimsNotice found={claims} />
      {bundle !== null && <ForeignBundleNotice bundle={bundle} />}
      <EvidenceFacts item={item} />
      <TabsNav
        label="About this item"
        current={tab}
        tabs={[
          { id: 'custody', label: 'Custody', count: item.events, href: page },
          { id: 'integrity', label: 'Integrity', href: `${page}?tab=integrity` },
          { id: 'access', label: 'Access', href: `${page}?tab=access` },
          { id: 'holds', label: 'Hold and retention', href: `${page}?tab=holds` },
          { id: 'source', label: 'Source', href: `${page}?tab=source` },
          { id: 'metadata', label: 'Metadata', href: `${page}?tab=metadata` },
        ]}
      />
      <div className="mt-6">
        <TabBody
          tab={tab}
          item={item}
          claims={claims}
          bundle={bundle}
          page={page}
          mayReadLedger={mayDo(viewer.actor.roles, 'ledger.read')}
          viewer={viewer}
          at={query.at}
          params={query}
        />
      </div>
    </>
  );
}

async function TabBody({
  tab,
  item,
  claims,
  bundle,
  page,
  mayReadLedger,
  viewer,
  at,
  params,
}: {
  tab: Tab;
  item: EvidenceView;
  claims: ItemClaims | null;
  bundle: ForeignBundleView | null;
  page: string;
  mayReadLedger: boolean;
  viewer: Viewer;
  at: string | undefined;
  params: TimelineParams;
}) {
  switch (tab) {
    case 'custody': {
      const request = timelineRequest(params, 'item');
      const { read, before } = request;
      const answer = read.ok
        ? await shown(inTime(getItemTimeline(viewer, item.id, read.query, before)))
        : null;
      const events = answer !== null && 'page' in answer ? answer.page.events : [];
      return (
        <div className="grid gap-x-11 gap-y-8 lg:grid-cols-[minmax(0,1fr)_380px]">
          <TimelineSearch
            of="item"
            label="Search this chain"
            title="Chain of custody"
            example="action:access -outcome:done"
            values={timelineCompletions(events)}
            place={{ path: page, fields: { tab: 'custody' } }}
            request={request}
            answer={answer}
            ledgerLinks={mayReadLedger}
            mend={{
              correct: correctRecordAction,
              remove: { withhold: proposeWithholdBodyAction, erase: proposeEraseBodyAction },
            }}
          />
          <aside className="grid min-w-0 content-start gap-7">
            <CustodyPanel
              evidenceId={item.id}
              custody={await getItemCustody(viewer, item.id)}
              acts={{
                offer: offerCustodyAction,
                accept: acceptCustodyAction,
                decline: declineCustodyAction,
                withdraw: withdrawOfferAction,
              }}
            />
            <DigestPanel item={item} />
            <LedgerProof item={item} events={events} linked={mayReadLedger} />
            <GapsPanel gaps={await getItemGaps(viewer, item.id)} />
            <section aria-labelledby="further-title" className="no-print grid gap-2">
              <h2 id="further-title" className="font-semibold">
                Take it further
              </h2>
              <ReportLink of="item" id={item.id} mayRequest={mayDo(viewer.actor.roles, 'report.request')} />
              {mayDo(viewer.actor.roles, 'bundle.export') && <BundleLink href={`${page}/bundle`} />}
              {mayDo(viewer.actor.roles, 'audit.search') && (
                <AuditLink of="item" value={item.exhibitNumber} words="Search all its events" />
              )}
              {mayReadLedger && <ExportLink of="item" id={item.id} words="Download all its events" />}
            </section>
          </aside>
        </div>
      );
    }
    case 'integrity':
      return (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-9">
          <IntegrityPanel item={item} />
          <CorroborationPanel corroboration={await getItemCorroboration(viewer, item.id)} />
          <FullReads
            reads={await getItemVerifications(viewer, item.id)}
            start={startCopyVerificationAction}
          />
        </div>
      );
    case 'access':
      return (
        <>
          <ThawPanel reads={await getItemVerifications(viewer, item.id)} propose={proposeThawItemAction} />
          <AccessTab
            evidenceId={item.id}
            kind={evidenceKind(item.source)}
            access={await getItemAccess(viewer, item.id)}
          />
          <Uses evidenceId={item.id} viewer={viewer} />
          <ItemReadsPanel
            reads={await getItemReads(viewer, item.id)}
            mayOpen={mayDo(viewer.actor.roles, 'reconciliation.read')}
          />
          {mayDo(viewer.actor.roles, 'posture.read') && (
            <ReadersAt page={page} readers={await getItemReaders(viewer, item.id, at)} />
          )}
        </>
      );
    case 'holds':
      return (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-9">
          {!item.rehearsal && <ItemGuard guard={await getIncidentGuard(viewer, item.incident.id, item.id)} />}
          <section>
            <h2 className="font-semibold">As it was sealed</h2>
            <ProtectionPanel item={item} />
          </section>
          <DisposalPanel
            disposal={await getItemDisposal(viewer, item.id)}
            deletes={(await runtime()).settings.HOLDFAST_DISPOSER_CLIENT_ID !== undefined}
            acts={{ propose: proposeDisposalAction, witness: witnessDisposalAction }}
          />
        </div>
      );
    case 'source':
      return (
        <>
          <SourcePanel source={item.source} />
          <ClaimsPanel found={claims} />
          {bundle !== null && <ForeignBundlePanel bundle={bundle} take={takeFromBundleAction} />}
        </>
      );
    case 'metadata':
      return <MetadataPanel item={item} />;
  }
}
