import { CopyButton } from '@/components/ui/copy-button.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import type { ComparedNote } from './in-browser/compare-note.ts';
import { Steps } from './steps.tsx';

/** What the comparison means and what to do, then each step of it. */
export function ComparisonVerdict({ compared }: { compared: ComparedNote }) {
  const { tone, title, words } = verdictOf(compared);
  return (
    <div className="mt-4">
      <Notice tone={tone} title={title}>
        {words}
      </Notice>
      {compared.steps.length > 0 && (
        <div className="mt-4">
          <Steps steps={compared.steps} />
        </div>
      )}
      {compared.proof !== null && (
        <div className="mt-4">
          <div className="flex items-center justify-between">
            <h3 className="text-[13px] text-ink-2">Proof, to be kept beside the note</h3>
            <CopyButton value={compared.proof} label="Copy the proof" />
          </div>
          <pre className="mt-1 rounded-lg border border-hairline bg-panel p-3 font-mono text-[12px] whitespace-pre-wrap break-all">
            {compared.proof}
          </pre>
        </div>
      )}
    </div>
  );
}

interface Verdict {
  readonly tone: 'good' | 'bad' | 'unknown' | 'attention';
  readonly title: string;
  readonly words: string;
}

const whatToDo =
  'Stop hand-overs, tell a controller, and keep this note and the proof: together they show it to anybody. Evidence in the locker is not affected.';

function verdictOf({ outcome, kept, today }: ComparedNote): Verdict {
  const [old, now] = [kept?.size ?? '?', today?.size ?? '?'];
  switch (outcome) {
    case 'grew':
      return {
        tone: 'good',
        title: `Today’s ledger begins with the ${old} entries of your note.`,
        words: `None of them was changed, removed or moved since; ${now} entries are signed now. The hashes below prove it.`,
      };
    case 'same':
      return {
        tone: 'good',
        title: 'Your note and today’s ledger are the same.',
        words: `Both are over ${old} entries with one root.`,
      };
    case 'signature-unchecked':
      return {
        tone: 'unknown',
        title: 'The trees fit, but this browser cannot check every signature.',
        words: 'Use a newer browser, or check the notes with OpenSSL as the ledger page shows.',
      };
    case 'rewritten':
      return {
        tone: 'bad',
        title: 'The ledger was rewritten after your note was signed.',
        words: `Both notes are signed, and no proof leads from its ${old} entries to today’s ${now}. ${whatToDo}`,
      };
    case 'split':
      return {
        tone: 'bad',
        title: 'Two different ledgers were signed for one size.',
        words: `Your note and today’s are both over ${old} entries and name different roots. ${whatToDo}`,
      };
    case 'set-back':
      return {
        tone: 'bad',
        title: 'The ledger was set back.',
        words: `Your note is signed over ${old} entries, and only ${now} are signed here. ${whatToDo}`,
      };
    case 'today-not-signed':
      return {
        tone: 'bad',
        title: 'Today’s checkpoint is not signed as the trust policy asks.',
        words: `So nothing can be said of your note. ${whatToDo}`,
      };
    case 'not-signed':
      return {
        tone: 'attention',
        title: 'Your note is not one that this ledger signed.',
        words:
          'It may have been changed on its way, or be signed with a key that the trust policy no longer names. It proves nothing as it stands.',
      };
    case 'partly-signed':
      return {
        tone: 'attention',
        title: 'Your note bears only one of the log’s two signatures.',
        words:
          'It is from before the log had two keys, or half of what was signed was cut off. Whoever has that one key could have made it, so it vouches for nothing by itself. Whether it fits today’s ledger is told below.',
      };
    case 'another-log':
      return {
        tone: 'attention',
        title: 'Your note is of another ledger.',
        words: `It is of ${kept?.origin ?? 'a log'}. Compare it where that ledger is kept.`,
      };
    case 'empty':
      return {
        tone: 'attention',
        title: 'Your note is over no entry.',
        words: 'Every ledger begins with it, so it proves nothing.',
      };
    case 'not-a-note':
      return {
        tone: 'attention',
        title: 'This is no signed note.',
        words:
          'It has the ledger’s name, a number, a root, an empty line, and lines that begin with a long dash. Paste all of it.',
      };
  }
}
