import type { Prisma } from '../../prisma/generated/client.ts';

/** Requests for access by how long they have waited for a decision. */
export const waitingAges = [
  { id: 'day', label: 'Less than a day', attention: false, from: 0, until: 1 },
  { id: 'days', label: 'One to three days', attention: true, from: 1, until: 3 },
  { id: 'longer', label: 'Three days and more', attention: true, from: 3, until: null },
] as const;
export type WaitingAge = (typeof waitingAges)[number]['id'];

const dayMs = 86_400_000;

/** The requests of one age that still wait, as a filter. */
export function waitingAgeWhere(age: WaitingAge, now: Date): Prisma.AccessRequestWhereInput {
  const { from, until } = waitingAges.find(({ id }) => id === age) ?? waitingAges[0];
  const ago = (days: number) => new Date(now.getTime() - days * dayMs);
  const createdAt = {
    ...(from === 0 ? {} : { lte: ago(from) }),
    ...(until === null ? {} : { gt: ago(until) }),
  };
  return { state: 'waiting', expiresAt: { gt: now }, createdAt };
}
