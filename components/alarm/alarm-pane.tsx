import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Field } from '@/components/ui/field.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import { SidePane } from '@/components/ui/side-pane.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { AlarmDetail, LeftNotice, ShownDelivery } from '@/lib/queries/get-alarm.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { AlarmStatus } from './alarm-status.tsx';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/** One alarm whole: what it is about, who looks after it, and what left the product of it. */
export function AlarmPane({
  alarm,
  closeHref,
  acknowledge,
  close,
}: {
  alarm: AlarmDetail;
  closeHref: string;
  acknowledge: Act | null; // null: this reader cannot, or there is nothing to acknowledge
  close: Act | null; // the same
}) {
  const { acknowledged, clearedAt, closed } = alarm;
  return (
    <SidePane
      title={alarm.number}
      status={<AlarmStatus alarm={alarm} />}
      subtitle={alarm.title}
      open={{ href: alarm.href, words: 'Open what it is about' }}
      closeHref={closeHref}
    >
      {alarm.words !== '' && <p className="break-words">{alarm.words}</p>}
      {acknowledge !== null && (
        <ActionForm
          action={acknowledge}
          submit="Acknowledge"
          working="Acknowledging…"
          done="Acknowledged."
          primary
        >
          <input type="hidden" name="alarmId" value={alarm.id} />
          <Field
            label="Note"
            hint="What you will do about it, if you like. It is written into the record."
            htmlFor="acknowledge-note"
            name="note"
          >
            <textarea id="acknowledge-note" name="note" maxLength={2000} rows={2} className="input" />
          </Field>
        </ActionForm>
      )}
      {clearedAt === null && !alarm.endsByHand && (
        <p className="text-[13px] text-ink-2">It is over when what it is about is mended.</p>
      )}
      {close !== null && (
        <Dialog trigger={<Button>Close…</Button>} title={`Close ${alarm.number}?`}>
          <ActionForm action={close} submit="Close the alarm" working="Closing…" done="Closed." primary>
            <input type="hidden" name="alarmId" value={alarm.id} />
            <p>What happened stays in the record; nobody is reminded of it any more.</p>
            <ReasonField id="close-reason" />
          </ActionForm>
        </Dialog>
      )}
      <DefinitionList
        rows={[
          ['Kind', alarm.kind],
          ['Raised', <Time key="raised" at={alarm.raisedAt} />],
          ...(alarm.times > 1 ? [['Said again', <Time key="again" at={alarm.repeatedAt} />] as const] : []),
          ...(clearedAt === null ? [] : [['Over', <Time key="over" at={clearedAt} />] as const]),
          ...(closed === null
            ? []
            : [
                [
                  'Closed',
                  <span key="closed">
                    {closed.name}
                    {closed.note !== null && <span className="block">“{closed.note}”</span>}
                  </span>,
                ] as const,
              ]),
          [
            'Acknowledged',
            acknowledged === null ? (
              'By nobody'
            ) : (
              <span key="by">
                {acknowledged.name}, <Time at={acknowledged.at} inline />
                {acknowledged.note !== null && <span className="block">“{acknowledged.note}”</span>}
              </span>
            ),
          ],
        ]}
      />
      <Left notices={alarm.left} />
    </SidePane>
  );
}

function Left({ notices }: { notices: readonly LeftNotice[] }) {
  return (
    <section aria-labelledby="left">
      <h3 id="left" className="font-semibold">
        What left the product
      </h3>
      <ol className="mt-2 grid gap-3">
        {notices.map((notice) => (
          <li key={notice.id} className="border-l border-hairline pl-3">
            <Time at={notice.at} />
            <span className="block">{whatWords(notice.what)}</span>
            {notice.deliveries.length === 0 && (
              <span className="block text-[13px] text-ink-2">By no channel.</span>
            )}
            {notice.deliveries.map((delivery) => (
              <span key={delivery.channel} className="block text-[13px] break-words text-ink-2">
                {deliveryWords(delivery)}
              </span>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

function whatWords(what: LeftNotice['what']): string {
  switch (what) {
    case 'raised':
      return 'Raised';
    case 'raised-again':
      return 'Raised again';
    case 'cleared':
      return 'Over';
    case 'waits':
      return 'It waits for a decision';
    case 'test':
      return 'A test';
  }
}

function deliveryWords({ channel, state, attempts, said }: ShownDelivery): string {
  const more = said === null ? '' : ` ${said}`;
  const count = attempts === 1 ? 'one attempt' : `${attempts} attempts`;
  switch (state) {
    case 'delivered':
      return `${channel}: taken, ${count}.${more}`;
    case 'waiting':
      return attempts === 0 ? `${channel}: on its way.` : `${channel}: not taken yet, ${count}.${more}`;
    case 'given-up':
      return `${channel}: given up, ${count}.${more}`;
  }
}
