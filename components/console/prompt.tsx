'use client';

import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { type CompletionSources, completeCommand } from '@/lib/custody/console/complete-command.ts';

/**
 * The input line. Enter gives it, Tab completes, up and down go through earlier lines, Ctrl+C cancels the newest job. With
 * nothing to complete, or after Escape, Tab moves on as it does everywhere.
 */
export function Prompt({
  folder,
  pending,
  history,
  sources,
  give,
  interrupt,
}: {
  folder: string;
  pending: boolean;
  history: readonly string[]; // oldest first
  sources: CompletionSources;
  give: (line: string) => void;
  interrupt: () => void;
}) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [line, setLine] = useState('');
  const [at, setAt] = useState<number | null>(null); // how far back in the history
  const [offered, offer] = useState<readonly string[]>([]);
  const [leaving, leave] = useState(false);
  const type = (text: string) => {
    setLine(text);
    setAt(null);
    offer([]);
    leave(false);
  };
  const go = (back: number) => {
    const next = Math.min(history.length, Math.max(0, (at ?? 0) + back));
    setAt(next === 0 ? null : next);
    setLine(next === 0 ? '' : (history[history.length - next] ?? ''));
    offer([]);
  };
  const complete = (): boolean => {
    const found = line.trim() === '' || leaving ? [] : completeCommand(line, sources);
    const [only] = found;
    if (only === undefined) return false;
    const common = found.reduce(sharedStart);
    if (common.length > line.length) setLine(common);
    offer(found.length === 1 ? [] : found);
    return true;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'ArrowUp') go(1);
    else if (event.key === 'ArrowDown') go(-1);
    else if (event.key === 'Escape') {
      leave(true);
      offer([]);
      return;
    } else if (event.key === 'c' && event.ctrlKey && !hasSelection(input.current)) interrupt();
    else if (event.key !== 'Tab' || event.shiftKey || !complete()) return;
    event.preventDefault();
  };
  return (
    <form
      className="no-print sticky bottom-0 border-t border-hairline bg-paper py-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (line.trim() === '' || pending) return;
        give(line.trim());
        type('');
      }}
    >
      {offered.length > 0 && (
        <p className="mb-1 font-mono text-[12px] text-ink-2 [overflow-wrap:anywhere]" role="status">
          {offered.map((one) => one.trim()).join('   ')}
        </p>
      )}
      <label htmlFor={id} className="block font-mono text-[12px] text-ink-2 [overflow-wrap:anywhere]">
        {folder}&gt;
      </label>
      <div className="mt-1 flex gap-2">
        <input
          id={id}
          ref={input}
          value={line}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
          maxLength={4096}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          aria-describedby={`${id}-hint`}
          className="input font-mono"
        />
      </div>
      <p role="status" className="mt-1 min-h-[18px] text-[12px] text-ink-2">
        {pending && 'The line before is being sent. Enter gives the next one when it is on record.'}
      </p>
      <p id={`${id}-hint`} className="text-[12px] text-ink-2">
        Enter gives the line; Tab completes, Escape then Tab moves on; ↑ ↓ earlier lines; Ctrl+C cancels the
        newest job. Type help for the commands.
      </p>
    </form>
  );
}

function hasSelection(input: HTMLInputElement | null): boolean {
  return input !== null && input.selectionStart !== input.selectionEnd;
}

function sharedStart(left: string, right: string): string {
  let length = 0;
  while (length < left.length && left[length]?.toLowerCase() === right[length]?.toLowerCase()) length += 1;
  return left.slice(0, length);
}
