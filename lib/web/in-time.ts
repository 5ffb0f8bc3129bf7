import 'server-only';
import { CustodyError } from '../custody/custody-error.ts';

/** What a query answered, or the words in which it was given up because it is too long or too much. Every other error is thrown. */
export async function inTime<T>(answer: Promise<T>): Promise<T | { readonly tooSlow: string }> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CustodyError && error.code === 'not-feasible') return { tooSlow: error.message };
    throw error;
  }
}
