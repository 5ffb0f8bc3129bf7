import 'server-only';
import { forbidden, notFound } from 'next/navigation';
import { CustodyError } from '../custody/custody-error.ts';

/** What a query answered, for a page: `not-found` and `forbidden` become the pages of those names. */
export async function shown<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CustodyError && error.code === 'not-found') notFound();
    if (error instanceof CustodyError && error.code === 'forbidden') forbidden();
    throw error;
  }
}
