import type { ItemReadsRow } from '@/lib/queries/get-item-reads.ts';
import type { LogView } from '@/lib/queries/log-coverage.ts';
import type { BlobEffect } from '@/lib/reconcile/blob-request.ts';
import type { HourState } from '@/lib/reconcile/coverage.ts';

export function logTitle({ kind, subscriptionId }: LogView): string {
  return kind === 'blob' ? 'Requests to the locker' : `Activity log of subscription ${subscriptionId ?? ''}`;
}

export function hourStateWords(state: HourState): string {
  switch (state) {
    case 'arrived':
      return 'Records arrived';
    case 'quiet':
      return 'No record, and none that must be there: it proves nothing';
    case 'pending':
      return 'No record yet; they may still come';
    case 'gap':
      return 'The product’s own calls are missing';
    case 'unread':
      return 'Not read';
  }
}

export function hourStateStatus(state: HourState): 'done' | 'unknown' | 'waiting' | 'fail' {
  switch (state) {
    case 'arrived':
      return 'done';
    case 'pending':
      return 'waiting';
    case 'gap':
      return 'fail';
    case 'quiet':
    case 'unread':
      return 'unknown';
  }
}

export function effectWords(effect: BlobEffect): string {
  switch (effect) {
    case 'bytes':
      return 'Read its bytes';
    case 'look':
      return 'Looked at what describes it';
    case 'change':
      return 'Wrote';
    case 'key':
      return 'Asked for a signing key';
  }
}

/** By what the ledger accounts for it. */
export function howWords(how: ItemReadsRow['how']): string {
  switch (how) {
    case 'call':
      return 'a call that the record names';
    case 'grant':
      return 'a grant';
    case 'read':
      return 'a recorded read';
    case 'work':
      return 'the acquisition, or an act that people decided';
    case 'own-store':
      return 'the product’s own container';
    case 'look':
      return 'the product’s own look';
    case 'refused':
      return 'Azure refused it';
    case 'finding':
      return 'nothing';
  }
}
