import type { Prisma } from '../../prisma/generated/client.ts';

/** Sealed items by when their stored copy was last read whole and found as sealed. */
export const readAges = [
  { id: 'month', label: 'Within 30 days', attention: false },
  { id: 'quarter', label: '31 to 90 days ago', attention: false },
  { id: 'older', label: 'More than 90 days ago', attention: true },
  { id: 'never', label: 'Not since it was sealed', attention: true },
] as const;
export type ReadAge = (typeof readAges)[number]['id'];

const dayMs = 86_400_000;

/** The items of one age, without rehearsals, as a filter. */
export function readAgeWhere(age: ReadAge, now: Date): Prisma.EvidenceItemWhereInput {
  const since = (days: number) => ({ gte: new Date(now.getTime() - days * dayMs) });
  const read = (finishedAt?: { gte: Date }): Prisma.CopyVerificationWhereInput => ({
    ...{ kind: 'whole', outcome: 'as-sealed' },
    ...(finishedAt === undefined ? {} : { finishedAt }),
  });
  const sealed = { state: 'sealed', rehearsal: false };
  switch (age) {
    case 'month':
      return { ...sealed, verifications: { some: read(since(30)) } };
    case 'quarter':
      return { ...sealed, verifications: { some: read(since(90)), none: read(since(30)) } };
    case 'older':
      return { ...sealed, verifications: { some: read(), none: read(since(90)) } };
    case 'never':
      return { ...sealed, verifications: { none: read() } };
  }
}
