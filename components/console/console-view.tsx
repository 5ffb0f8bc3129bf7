'use client';

import { startTransition, useActionState, useCallback, useMemo, useRef, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import type { SessionView } from '@/lib/queries/get-console.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { type CommandActs, CommandCard } from './command-card.tsx';
import { isJob } from './command-status.ts';
import { Prompt } from './prompt.tsx';

type Act = (previous: ActionResult, input: object) => Promise<ActionResult>;

/** A transcript with its input line. It is drawn anew as things move; nothing is lost by leaving the page. */
export function ConsoleView({
  session,
  scripts,
  run,
  cancel,
  acts,
}: {
  session: SessionView;
  scripts: readonly string[]; // of ours, for this system
  run: Act;
  cancel: Act;
  acts: CommandActs;
}) {
  const [given, give, pending] = useActionState(run, null);
  const [cancelled, stop] = useActionState(cancel, null);
  const [whole, showWhole] = useState(false);
  const [paths, setPaths] = useState<readonly string[]>([]);
  const remember = useCallback(
    (more: readonly string[]) => setPaths((known) => [...new Set([...known, ...more])].slice(-2_000)),
    [],
  );
  const end = useRef<HTMLDivElement>(null);
  const { commands } = session;
  const cleared = commands.findLastIndex(({ answer }) => answer?.kind === 'cleared');
  const shown = whole ? commands : commands.slice(cleared + 1);
  const jobs = commands.filter(isJob);
  const cancelOne = (commandId: string) => startTransition(() => stop({ commandId }));
  const sources = useMemo(() => sourcesOf(session, scripts, paths), [session, scripts, paths]);
  const newest = jobs.at(-1);
  return (
    <section aria-label="Transcript" className="mt-6">
      {session.lines > commands.length && (
        <p className="mb-3 text-[13px] text-ink-2">
          The newest {commands.length} of {session.lines} lines. The incident’s timeline has them all.
        </p>
      )}
      {cleared >= 0 && !whole && (
        <Button onClick={() => showWhole(true)}>Show the lines before cls ({cleared + 1})</Button>
      )}
      {shown.length === 0 && (
        <p className="border-b border-hairline py-8 text-center text-ink-2">
          Session established. No line yet: type help for the commands.
        </p>
      )}
      <ol>
        {shown.map((command) => (
          <CommandCard
            key={command.id}
            command={command}
            trace={session.trace}
            own={session.own}
            acts={acts}
            cancel={cancelOne}
            remember={remember}
          />
        ))}
      </ol>
      {jobs.length > 0 && (
        <p className="mt-2 text-[13px] text-ink-2" role="status">
          {jobs.length === 1 ? 'One job' : `${jobs.length} jobs`}:{' '}
          {jobs.map(({ n, line }) => `${n} ${line}`).join('; ')}
        </p>
      )}
      {given?.ok === false && <Notice tone="bad" title={given.message} />}
      {cancelled?.ok === false && <Notice tone="bad" title={cancelled.message} />}
      {session.own && (
        <Prompt
          folder={session.folder}
          pending={pending}
          history={commands.map(({ line }) => line)}
          sources={sources}
          give={(line) =>
            startTransition(() => {
              give({ sessionId: session.id, line, requestKey: crypto.randomUUID() });
              end.current?.scrollIntoView({ block: 'end' });
            })
          }
          interrupt={() => newest !== undefined && cancelOne(newest.id)}
        />
      )}
      <div ref={end} />
    </section>
  );
}

function sourcesOf(session: SessionView, scripts: readonly string[], paths: readonly string[]) {
  const library = session.commands.findLast(({ answer }) => answer?.kind === 'library')?.answer;
  return {
    system: session.system ?? 'linux',
    right: 'advanced',
    scripts,
    libraryFiles: library?.kind === 'library' ? library.files.map(({ fileName }) => fileName) : scripts,
    paths,
    jobIds: session.commands.map(({ n }) => String(n)),
  } as const;
}
