import { CustodyError } from '../custody/custody-error.ts';

/** Runs what one of many may record. Out: false when another worker, or a person, was quicker. */
export async function recordedOnce(record: () => Promise<void>): Promise<boolean> {
  try {
    await record();
    return true;
  } catch (error) {
    if (error instanceof CustodyError && error.code === 'conflict') return false;
    throw error;
  }
}
