import { ProposalPanel } from '@/components/controls/proposal-panel.tsx';
import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { ProposeReview } from '@/components/script/propose-review.tsx';
import { LibraryStatus, ScriptStatus } from '@/components/script/script-status.tsx';
import { ScriptText } from '@/components/script/script-text.tsx';
import { ScriptUses } from '@/components/script/script-uses.tsx';
import { ScriptVersions } from '@/components/script/script-versions.tsx';
import { UploadForm } from '@/components/script/upload-form.tsx';
import { VersionFacts } from '@/components/script/version-facts.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import { Time } from '@/components/ui/time.tsx';
import { scriptKindWords, unsignedWarning } from '@/lib/custody/script/script-version.ts';
import { getScript, type ScriptPage } from '@/lib/queries/get-script.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import {
  confirmProposalAction,
  refuseProposalAction,
  withdrawProposalAction,
} from '../../controls/actions.ts';
import { installScriptsAction, proposeScriptReviewAction, retireScriptAction } from '../actions.ts';

interface Props {
  readonly params: Promise<{ readonly scriptId: string }>;
  readonly searchParams: Promise<{ readonly version?: string }>;
}

export const metadata = { title: 'Script' };

const decisions = {
  confirm: confirmProposalAction,
  refuse: refuseProposalAction,
  withdraw: withdrawProposalAction,
};

export default async function ScriptDetailPage({ params, searchParams }: Props) {
  const [viewer, { scriptId }, { version: asked }] = await Promise.all([
    requireViewer(),
    params,
    searchParams,
  ]);
  const n = asked !== undefined && /^\d{1,6}$/.test(asked) ? Number(asked) : undefined;
  const page = await shown(getScript(viewer, scriptId, n));
  const { version, diff, text } = page.shown;
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Scripts', href: '/scripts' }, { label: page.fileName }]}
        title={page.fileName}
        status={<ScriptStatus state={version.state} />}
        subtitle={`Version ${version.n}: ${scriptKindWords(page.kind)}. ${version.description}`}
      />
      {version.signature === 'none' && (
        <Notice tone="attention" title="This PowerShell script is not signed">
          {unsignedWarning}
        </Notice>
      )}
      {page.waiting !== null && (
        <section aria-labelledby="review" className="mt-8">
          <h2 id="review" className="mb-3 text-[17px] font-semibold">
            Review {page.waiting.number}: {page.waiting.title}
          </h2>
          <ProposalPanel proposal={page.waiting} acts={decisions} href={`/scripts/${page.id}`} />
        </section>
      )}
      <div className="mt-6 grid gap-x-11 gap-y-8 lg:grid-cols-[minmax(0,1fr)_380px]">
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-7">
          <VersionFacts version={version} />
          <ScriptText version={version} text={text} diff={diff} />
        </div>
        <aside className="order-first grid min-w-0 content-start gap-7 lg:order-none">
          <DefinitionList rows={[['In Defender’s library', <InLibrary key="in" page={page} />]]} />
          <Acts page={page} />
        </aside>
      </div>
      <ScriptVersions page={page} />
      <ScriptUses uses={page.uses} />
      {page.may.upload && (
        <section aria-labelledby="new-version" className="mt-10">
          <h2 id="new-version" className="mb-2 text-[17px] font-semibold">
            New version
          </h2>
          <UploadForm known={{ fileName: page.fileName, ...version }} />
        </section>
      )}
    </>
  );
}

function InLibrary({ page: { library } }: { page: ScriptPage }) {
  if (library === null) return <span className="text-ink-2">Unknown: it was not looked at since.</span>;
  return (
    <span className="grid justify-items-start gap-1">
      <LibraryStatus standing={library.standing} />
      <span className="text-[13px] text-ink-2">
        Seen <Time at={library.seenAt} inline />
      </span>
      {library.standing === 'differs' && <code className="break-all">{library.sha256}</code>}
    </span>
  );
}

function Acts({ page }: { page: ScriptPage }) {
  const { may, shown: chosen, id } = page;
  const { version } = chosen;
  return (
    <>
      {may.proposeReview && (
        <section className="grid gap-2">
          <h2 className="font-semibold">Have version {version.n} reviewed</h2>
          <ProposeReview scriptId={id} versionId={version.id} propose={proposeScriptReviewAction} />
        </section>
      )}
      {may.install && (
        <ActionForm
          action={installScriptsAction}
          submit="Put the reviewed version into Defender’s library"
          working="Putting it there…"
          done="It lies there as pinned."
        >
          <input type="hidden" name="scriptIds" value={id} />
        </ActionForm>
      )}
      {may.retire && (
        <details>
          <summary>Retire version {version.n}</summary>
          <ActionForm
            action={retireScriptAction}
            submit="Retire it for good"
            working="Retiring…"
            done="It is retired."
          >
            <input type="hidden" name="versionId" value={version.id} />
            <p className="text-[13px] text-ink-2">
              Nothing runs it from now on, and what waits to be sent is refused. A copy in Defender’s library
              stays there until somebody removes it.
            </p>
            <ReasonField id="retire-reason" />
          </ActionForm>
        </details>
      )}
    </>
  );
}
