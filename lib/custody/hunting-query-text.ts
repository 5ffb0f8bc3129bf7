import { z } from 'zod';

/** A query as a person writes it; on its own, so that a page needs no checker of shapes. */
export const huntingQueryText = z
  .string()
  .trim()
  .min(3, 'Write a query.')
  .max(10_000, 'Keep the query under 10,000 characters.');
