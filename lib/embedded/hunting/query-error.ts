/** What is wrong with a query, and where: the character counts from 1. */
export class QueryError extends Error {
  constructor(problem: string, at: number) {
    super(`${problem} Fix syntax errors in your query. [position ${at + 1}]`);
  }
}
