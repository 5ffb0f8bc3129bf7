import type { Prisma } from '../../prisma/generated/client.ts';
import { postureAgeLimits } from '../custody/posture-age.ts';

/** Controls at which nobody has looked for too long: whatever they said, it is unknown now. */
export function staleControlWhere(now: number): Prisma.PostureControlWhereInput {
  const parts = Object.entries(postureAgeLimits);
  return { OR: parts.map(([part, limit]) => ({ part, checkedAt: { lt: new Date(now - limit) } })) };
}
