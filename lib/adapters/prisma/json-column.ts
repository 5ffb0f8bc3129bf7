import type { Prisma } from '../../../prisma/generated/client.ts';

/** A plain readonly value of ours as Prisma wants it for a JSON column: the same text, without undefined. */
export function jsonColumn(value: object): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;
}
