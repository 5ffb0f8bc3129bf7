import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { type GraphConfig, graphJson } from './graph-request.ts';

/**
 * Every page of a list of Microsoft Graph; `what` ends the sentence "could not …". A list that is longer than `mostPages`
 * is no answer: whoever is left out would be taken for absent. Throws as `graphJson`, and `cloud-unavailable`.
 */
export async function graphPages<T>(
  config: GraphConfig,
  first: string,
  item: z.ZodType<T>,
  mostPages: number,
  what: string,
  signal: AbortSignal,
): Promise<readonly T[]> {
  const page = z.object({ value: z.array(item), '@odata.nextLink': z.string().optional() });
  const found: T[] = [];
  let url: string | undefined = first;
  for (let count = 0; url !== undefined; count += 1) {
    if (count === mostPages)
      throw new CustodyError('cloud-unavailable', `Microsoft Graph could not ${what} in ${mostPages} pages.`);
    const answer: z.infer<typeof page> = graphShape(page, await graphJson(config, url, what, signal));
    found.push(...answer.value);
    url = answer['@odata.nextLink'];
  }
  return found;
}

/** An answer in the shape that is expected. Throws `cloud-unavailable` for any other. */
export function graphShape<T>(schema: z.ZodType<T>, answer: unknown): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new CustodyError('cloud-unavailable', 'Microsoft Graph answered in an unknown shape.', {
    cause: result.error,
  });
}
