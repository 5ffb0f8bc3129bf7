import Link from 'next/link';
import { Notice } from '@/components/ui/notice.tsx';
import type { EvidenceView } from '@/lib/queries/get-evidence-item.ts';

/** Why nothing was sealed, and what to do next; nothing for an item whose acquisition goes on or ended well. */
export function StoppedNotice({ item }: { item: EvidenceView }) {
  const words = wordsOf(item.state);
  if (words === null || item.acquisition === null) return null;
  return (
    <Notice tone={words.tone} title={words.title}>
      {item.state !== 'cancelled' && item.acquisition.message}{' '}
      {item.acquisition.visible && (
        <Link className="underline" href={`/acquisitions/${item.acquisition.id}`}>
          {words.link}
        </Link>
      )}
    </Notice>
  );
}

function wordsOf(state: EvidenceView['state']) {
  switch (state) {
    case 'failed':
      return {
        tone: 'bad',
        title: 'The acquisition failed and waits for a person.',
        link: 'Retry or cancel it',
      } as const;
    case 'refused':
      return {
        tone: 'attention',
        title: 'The acquisition was refused before anything was touched.',
        link: 'What was checked',
      } as const;
    case 'cancelled':
      return {
        tone: 'attention',
        title: 'The acquisition was cancelled: this item is no evidence.',
        link: 'What was left behind',
      } as const;
    case 'being-acquired':
    case 'sealed':
    case 'not-acquired':
    case 'unknown':
      return null;
  }
}
