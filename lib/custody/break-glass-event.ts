import type { BreakGlassVerdict } from './break-glass.ts';

interface OfUse {
  readonly breakGlassId: string;
  readonly number: string; // BG-2026-0001
}

/** Facts of reading in an emergency, in the stream of the incident that was read. */
export interface BreakGlassEventShapes {
  'break-glass.opened': OfUse & { incident: string; endsAt: string };
  /** An address that was opened while it lasted, of whichever page; each once. */
  'break-glass.read': OfUse & { page: string };
  'break-glass.ended': OfUse & { how: 'person' | 'time'; reads: number };
  'break-glass.reviewed': OfUse & { verdict: BreakGlassVerdict; review: string; by: string }; // by: who read
}
