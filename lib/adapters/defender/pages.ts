import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { shaped } from './answer-shape.ts';
import { askMicrosoft } from './ask-microsoft.ts';
import type { CountedService } from './counted-service.ts';
import type { Question } from './question.ts';

const mostPageBytes = 64 * 1024 * 1024; // 10,000 devices are about 20 MB
const page = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().nullish() });

/**
 * Every entry of a list, as it came. A list of more than `mostPages` pages (of up
 * to 10,000) is no answer: who is left out would be taken for absent. Throws as `askMicrosoft`.
 */
export async function everyPage(
  service: CountedService,
  question: Question,
  mostPages: number,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  let path: string | null | undefined = question.path;
  for (let count = 0; path != null; count += 1) {
    if (count === mostPages)
      throw new CustodyError(
        'cloud-unavailable',
        `${service.name} could not ${question.doing} in ${mostPages} pages.`,
      );
    const { json } = await askMicrosoft(service, { ...question, path, mostBytes: mostPageBytes }, signal);
    const read: z.infer<typeof page> = shaped(service.name, page, json);
    found.push(...read.value);
    path = read['@odata.nextLink'];
  }
  return found;
}
