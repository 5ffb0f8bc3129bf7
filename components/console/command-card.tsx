import Link from 'next/link';
import { Button } from '@/components/ui/button.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Time } from '@/components/ui/time.tsx';
import { defenderActionWords } from '@/lib/custody/device-action-words.ts';
import { inPlainSight, linesInPlainSight } from '@/lib/custody/plain-sight.ts';
import { throttleWords } from '@/lib/custody/throttled-until.ts';
import type { CommandView } from '@/lib/queries/get-console.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { CommandAnswerView } from './command-answer.tsx';
import { CommandOutput } from './command-output.tsx';
import { commandStatus, isJob } from './command-status.ts';

export interface CommandActs {
  readonly read: (previous: ActionResult, input: object) => Promise<ActionResult>;
  readonly addIndicator: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}

/** One line: what was typed, how it stands, what came of it. */
export function CommandCard({
  command,
  trace,
  own,
  acts,
  cancel,
  remember,
}: {
  command: CommandView;
  trace: boolean;
  own: boolean;
  acts: CommandActs;
  cancel: (commandId: string) => void;
  remember: (paths: readonly string[]) => void; // paths that an output showed, for completion
}) {
  const output = command.items.find(({ isAnswer, state }) => isAnswer && state === 'sealed');
  return (
    <li className="border-b border-hairline py-3" id={`line-${command.n}`}>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <p className="min-w-0 font-mono text-[13px] [overflow-wrap:anywhere]">
          <span className="text-ink-2">{command.n} </span>
          {inPlainSight(command.line)}
        </p>
        <span className="flex items-center gap-2">
          <StatusPill status={commandStatus(command)} />
          {own && isJob(command) && command.action?.cancelWanted !== true && (
            <Button onClick={() => cancel(command.id)}>Cancel</Button>
          )}
        </span>
      </div>
      <StateLines command={command} />
      {command.notes.map((note) => (
        <p key={note} className="text-[13px] text-ink-2">
          {note}
        </p>
      ))}
      {trace && <Trace command={command} />}
      {command.answer !== null && (
        <CommandAnswerView
          command={command}
          answer={command.answer}
          own={own}
          addIndicator={acts.addIndicator}
        />
      )}
      <Items command={command} />
      {output !== undefined && (
        <CommandOutput
          evidenceId={output.id}
          exhibitNumber={output.exhibitNumber}
          as={command.output}
          intoFile={command.intoFile}
          read={acts.read}
          remember={remember}
        />
      )}
    </li>
  );
}

function StateLines({ command }: { command: CommandView }) {
  const { words, behind, action, state, throttledUntil } = command;
  return (
    <div className="text-[13px] text-ink-2">
      {words !== null && <p className={state === 'done' ? '' : 'text-ink'}>{inPlainSight(words)}</p>}
      {behind !== null && <p>Waits for {behind}: a device takes one live response at a time.</p>}
      {action !== null && isJob(command) && (
        <p>
          {action.number} · {whereItIs(action)} · since <Time at={action.createdAt} inline />
          {action.cancelWanted && '. Cancellation asked for; it may continue on the device'}
        </p>
      )}
      {throttledUntil !== null && <p>{throttleWords(throttledUntil)}. Nothing is lost.</p>}
      {action !== null && action.problem !== null && isJob(command) && (
        <p>
          {action.problem}
          {throttledUntil === null && (
            <>
              {' '}
              Tried again <Time at={action.nextTryAt} inline />.
            </>
          )}
        </p>
      )}
    </div>
  );
}

function whereItIs({ state, seen }: NonNullable<CommandView['action']>): string {
  if (state === 'proposed') return 'waits for a second person, under Controls';
  return seen === null ? 'not at Defender yet' : defenderActionWords(seen);
}

function Items({ command: { items, intoFile } }: { command: CommandView }) {
  if (items.length === 0) return null;
  const file = items.find(({ state, isAnswer }) => state === 'sealed' && !isAnswer);
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-[13px]">
      {items.map(({ id, exhibitNumber, state }) => (
        <span key={id} className="inline-flex items-center gap-1.5">
          <Link className="font-medium hover:underline" href={`/evidence/${id}`}>
            {exhibitNumber}
          </Link>
          {state === 'sealed' ? <StatusPill status="sealed" /> : <StatusPill status="not-yet-sealed" />}
        </span>
      ))}
      {intoFile !== null && file !== undefined && (
        <span className="text-ink-2">
          <Link className="underline" href={`/evidence/${file.id}?tab=access`}>
            Take it out as <code>{intoFile}</code>
          </Link>
          , with a grant to download.
        </span>
      )}
    </p>
  );
}

/** What was asked of Defender and what it said. Links to results are secrets and never part of it. */
function Trace({ command: { action } }: { command: CommandView }) {
  if (action === null) return <p className="text-[13px] text-ink-2">Trace: nothing was sent.</p>;
  const steps = action.act.kind === 'live-response' ? action.act.steps : [action.act];
  return (
    <details className="text-[13px]" open>
      <summary className="text-ink-2">Trace</summary>
      <pre className="mt-1 overflow-x-auto rounded-md bg-rail p-2 font-mono text-[12px]">
        {linesInPlainSight(
          JSON.stringify({ number: action.number, defenderId: action.defenderId, steps }, null, 1),
        )}
        {'\n'}
        {linesInPlainSight(JSON.stringify(action.seen, null, 1))}
      </pre>
    </details>
  );
}
