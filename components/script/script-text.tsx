import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { DiffLine } from '@/lib/custody/script/line-diff.ts';
import type { ScriptVersionView, ShownVersion } from '@/lib/queries/get-script.ts';

const frame = 'mt-2 max-h-[70vh] overflow-auto border-y border-hairline';

/** The text of a version, as lines against the one that was reviewed before where there is one. */
export function ScriptText({ version, text, diff }: ShownVersion) {
  if (text === null) return <NoText version={version} />;
  return (
    <>
      {diff !== null && (
        <section aria-labelledby="diff">
          <h2 id="diff" className="font-semibold">
            Against version {diff.against}
          </h2>
          <p className="mt-0.5 text-[13px] text-ink-2">
            {diff.added} lines added, {diff.removed} removed.
          </p>
          <Lines
            label={`Version ${version.n} against version ${diff.against}`}
            lines={diff.lines}
            sides={['before', 'after']}
          />
        </section>
      )}
      <details open={diff === null}>
        <summary>The whole text of version {version.n}</summary>
        <Lines label={`Text of version ${version.n}`} lines={wholeText(text)} sides={['after']} />
      </details>
    </>
  );
}

function NoText({ version: { sizeBytes } }: { version: ScriptVersionView }) {
  return (
    <p className="text-ink-2">
      {sizeBytes > 400_000 ? 'It is too long to be shown here' : 'It is no text'}: who reviews it compares its
      SHA-256 with what its publisher says.
    </p>
  );
}

function wholeText(text: string): readonly DiffLine[] {
  return text.split('\n').map((line, at) => ({ kind: 'same', before: at + 1, after: at + 1, text: line }));
}

type Side = 'before' | 'after';

/** `sides`: of which text a line's number is shown. */
function Lines({
  label,
  lines,
  sides,
}: {
  label: string;
  lines: readonly DiffLine[];
  sides: readonly Side[];
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className={frame}>
      <table className="w-full border-collapse font-mono text-[12px] leading-[1.6]">
        <caption className="sr-only">{label}</caption>
        <tbody>
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one version never move
            <Line key={at} line={line} sides={sides} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Signs that are invisible, or turn the reading direction, stand as their code points: a reviewer must see them. */
function Line({ line, sides }: { line: DiffLine; sides: readonly Side[] }) {
  if (line.kind === 'gap')
    return (
      <tr>
        <td colSpan={sides.length + 2} className="bg-panel px-2 text-ink-2">
          {line.lines} equal lines
        </td>
      </tr>
    );
  const { sign, look, word } = lookOf(line.kind);
  return (
    <tr className={look}>
      {sides.map((side) => (
        <td key={side} className="w-[1%] px-2 text-right text-ink-2 select-none">
          {numberOf(line, side)}
        </td>
      ))}
      <td className="w-[1%] px-1 select-none">
        <span aria-hidden="true">{sign}</span>
        {word !== '' && <span className="sr-only">{word}</span>}
      </td>
      <td className="pr-2 whitespace-pre">{shownLine(line.text)}</td>
    </tr>
  );
}

function numberOf(line: DiffLine, side: Side): number | null {
  if (side === 'before') return 'before' in line ? line.before : null;
  return 'after' in line ? line.after : null;
}

function shownLine(text: string): string {
  return text.replace(/\r$/, '').split('\t').map(inPlainSight).join('\t');
}

function lookOf(kind: 'same' | 'added' | 'removed') {
  switch (kind) {
    case 'same':
      return { sign: ' ', look: '', word: '' };
    case 'added':
      return { sign: '+', look: 'bg-good-soft', word: 'added' };
    case 'removed':
      return { sign: '−', look: 'bg-bad-soft', word: 'removed' };
  }
}
