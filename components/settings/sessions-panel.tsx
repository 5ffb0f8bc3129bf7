import { ActionForm } from '@/components/ui/action-form.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { OwnSettings } from '@/lib/queries/get-settings.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

/** One's own open sessions; ending one takes effect at its next request. */
export function SessionsPanel({
  settings,
  action,
}: {
  settings: OwnSettings;
  action: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  return (
    <section aria-labelledby="sessions-title">
      <h2 id="sessions-title" className="mb-3 text-[17px] font-semibold">
        Your sessions
      </h2>
      <ul>
        {settings.sessions.map((session) => (
          <li key={session.id} className="border-b border-hairline py-3">
            <p className="font-medium">
              {session.current ? 'This session' : 'Another session'} · {session.ip ?? 'address unknown'}
            </p>
            <p className="text-[13px] break-words text-ink-2">{session.userAgent ?? 'Browser unknown'}</p>
            <p className="text-[13px] text-ink-2">
              since <Time at={session.createdAt} inline />, last seen <Time at={session.lastSeenAt} inline />
            </p>
            {!session.current && (
              <ActionForm action={action} submit="End it" working="Ending…" done="Ended.">
                <input type="hidden" name="sessionId" value={session.id} />
              </ActionForm>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
