import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Time } from '@/components/ui/time.tsx';
import { mostExtensions } from '@/lib/custody/extension-plan.ts';
import type { IncidentGuardView } from '@/lib/queries/get-incident-guard.ts';

/** What Azure said of the container last, and when; where it guards less than what is on record, that first. */
export function GuardStanding({ guard }: { guard: IncidentGuardView }) {
  const { policy, standing, readAt } = guard;
  return (
    <section>
      <StandingNotice guard={guard} />
      <p className="mt-4 text-ink-2">
        Hold and retention belong to the incident’s container and cover everything in it.
      </p>
      <div className="mt-3 max-w-[760px]">
        <DefinitionList
          wide
          rows={[
            ['Container', guard.container],
            [
              'As Azure said',
              <span key="standing" className="inline-flex flex-wrap items-center gap-2">
                <StatusPill status={standing} />
                {readAt === null ? 'never read' : <Time at={readAt} inline />}
              </span>,
            ],
            ['Retention', `${guard.policyWords.charAt(0).toUpperCase()}${guard.policyWords.slice(1)}`],
            ...(guard.recordedWords === null ? [] : [['Retention on record', guard.recordedWords] as const]),
            [
              'Extensions left',
              policy?.extensionsLeft === null || policy === null
                ? 'Unknown'
                : `${policy.extensionsLeft} of ${mostExtensions}`,
            ],
          ]}
        />
      </div>
    </section>
  );
}

function StandingNotice({ guard }: { guard: IncidentGuardView }) {
  const gone = guard.holds.filter((hold) => hold.gone).map(({ tag }) => tag);
  switch (guard.standing) {
    case 'differs':
      return (
        <Notice tone="bad" title="Azure guards this evidence less than what is on record">
          {gone.length > 0 && `Not there any more: hold ${gone.join(', ')}. `}
          {guard.recordedWords !== null &&
            `On record: ${guard.recordedWords}; in Azure: ${guard.policyWords}. `}
          {guard.differsSince !== null && (
            <>
              Found <Time at={guard.differsSince} inline />.
            </>
          )}
        </Notice>
      );
    case 'unknown':
      return (
        <Notice tone="unknown" title="Unknown: Azure gives no answer about this container">
          {guard.problem ?? 'It was not asked yet.'}{' '}
          {guard.readAt === null ? (
            'Nothing was read so far.'
          ) : (
            <>
              What stands below was read <Time at={guard.readAt} inline />.
            </>
          )}
        </Notice>
      );
    case 'as-recorded':
      return null;
  }
}
