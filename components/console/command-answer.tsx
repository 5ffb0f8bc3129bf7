import Link from 'next/link';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { Digest } from '@/components/ui/digest.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { Table } from '@/components/ui/table.tsx';
import type { CommandAnswer, FileAnswer, ReputationAnswer } from '@/lib/custody/console/command-answer.ts';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { CommandView } from '@/lib/queries/get-console.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

type Add = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/** What the product itself says of a line. */
export function CommandAnswerView({
  command,
  answer,
  own,
  addIndicator,
}: {
  command: CommandView;
  answer: CommandAnswer;
  own: boolean;
  addIndicator: Add;
}) {
  switch (answer.kind) {
    case 'lines':
      return (
        <pre className="mt-1 overflow-x-auto font-mono text-[12px] whitespace-pre-wrap [overflow-wrap:anywhere]">
          {answer.lines.map(inPlainSight).join('\n')}
        </pre>
      );
    case 'cleared':
    case 'counted':
      return null;
    case 'library':
      return (
        <Table caption="Files of the library" columns={['File', 'SHA-256', 'Held against its pin']}>
          {answer.files.map((file) => (
            <tr key={file.fileName}>
              <td className="[overflow-wrap:anywhere]">
                <PlainText text={file.fileName} />
              </td>
              <td className="font-mono text-[12px]">{file.sha256.slice(0, 16)}…</td>
              <td>{pinWords(file.pinned)}</td>
            </tr>
          ))}
        </Table>
      );
    case 'file':
      return (
        <>
          <FileVerdict answer={answer} />
          {own && <AddIndicator commandId={command.id} add={addIndicator} />}
        </>
      );
    case 'reputation':
      return (
        <>
          <Reputation answer={answer} />
          {own && <AddIndicator commandId={command.id} add={addIndicator} />}
        </>
      );
  }
}

function pinWords(pinned: 'as-pinned' | 'differs' | 'not-ours'): string {
  switch (pinned) {
    case 'as-pinned':
      return 'As pinned';
    case 'differs':
      return 'Differs: it does not run';
    case 'not-ours':
      return 'Not reviewed here';
  }
}

/** The digests that the device printed beside those of what arrived. */
function FileVerdict({ answer }: { answer: FileAnswer }) {
  const { device, received, verdict } = answer;
  const tone = verdict === 'agrees' ? 'good' : verdict === 'differs' ? 'bad' : 'unknown';
  return (
    <>
      <Notice tone={tone} title={verdictTitle(verdict)} />
      <Table caption="Digests of the file" columns={['Where', 'SHA-256', 'Bytes']}>
        <tr>
          <td>On the device, as it printed ({device.exhibitNumber})</td>
          <td>{device.sha256 === null ? 'None' : <Digest value={device.sha256} />}</td>
          <td>{device.size ?? 'Unknown'}</td>
        </tr>
        <tr>
          <td>
            What arrived, unpacked (
            <Link className="hover:underline" href={`/evidence/${answer.evidenceId}`}>
              {answer.exhibitNumber}
            </Link>
            )
          </td>
          <td>
            <Digest value={received.contentSha256} />
          </td>
          <td>{received.contentBytes ?? received.sizeBytes}</td>
        </tr>
        <tr>
          <td>What arrived, as sealed</td>
          <td>
            <Digest value={received.sha256} />
          </td>
          <td>{received.sizeBytes}</td>
        </tr>
      </Table>
    </>
  );
}

function verdictTitle(verdict: FileAnswer['verdict']): string {
  switch (verdict) {
    case 'agrees':
      return 'What arrived has the digest that the device printed.';
    case 'differs':
      return 'What arrived does not have the digest that the device printed.';
    case 'not-comparable':
      return 'Unknown: the device printed no digest of it to compare with.';
  }
}

function Reputation({ answer }: { answer: ReputationAnswer }) {
  const count = (value: number | null) => value ?? 'Unknown';
  return (
    <>
      <p className="mt-1 text-[13px] text-ink-2">
        A reputation lookup of the digest, as Defender knows it. Deep analysis has no public interface: it is
        done in Defender’s own portal.
      </p>
      <Table
        caption="Reputation of the file"
        columns={['Known', 'Determination', 'Worldwide', 'Devices here', 'Alerts']}
      >
        <tr>
          <td>{answer.known ? 'Yes' : 'No'}</td>
          <td>{answer.determination ?? 'None'}</td>
          <td>{count(answer.globalPrevalence)}</td>
          <td>{count(answer.organisationDevices)}</td>
          <td>{count(answer.organisationAlerts)}</td>
        </tr>
      </Table>
      <Digest value={answer.sha256} />
    </>
  );
}

function AddIndicator({ commandId, add }: { commandId: string; add: Add }) {
  return (
    <details className="no-print mt-2 text-[13px]">
      <summary>Add the hash as an indicator</summary>
      <div className="mt-2">
        <ActionForm action={add} submit="Add the indicator" working="Asking Defender…" done="Added.">
          <input type="hidden" name="commandId" value={commandId} />
          <Field
            label="What Defender does when it sees the file"
            hint="For the whole tenant."
            htmlFor={`indicator-${commandId}`}
            name="action"
          >
            <select id={`indicator-${commandId}`} name="action" className="input" defaultValue="Alert">
              <option value="Audit">Note it only</option>
              <option value="Alert">Raise an alert</option>
              <option value="AlertAndBlock">Raise an alert and block it</option>
            </select>
          </Field>
        </ActionForm>
      </div>
    </details>
  );
}
