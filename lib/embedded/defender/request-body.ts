import { DefenderError } from './defender-error.ts';
import type { DefenderCall } from './route.ts';

export type RequestBody = Readonly<Record<string, unknown>>;

/** The JSON object of a request. Names in it count by their case, as Microsoft warns. Throws 400 InvalidRequestBody. */
export function jsonBody(call: DefenderCall): RequestBody {
  try {
    const body: unknown = JSON.parse(call.body.toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as RequestBody;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new DefenderError(400, 'InvalidRequestBody', 'Request body is incorrect');
}

/** A text that the request must have. Throws 400 MissingRequiredParameter. */
export function requiredText(body: RequestBody, name: string): string {
  const value = body[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new DefenderError(400, 'MissingRequiredParameter', `Parameter ${name} is missing or empty.`);
}

/** A text out of a closed list. Throws 400 InvalidInput. */
export function oneWord(body: RequestBody, name: string, words: readonly string[]): string {
  const value = requiredText(body, name);
  if (words.includes(value)) return value;
  throw new DefenderError(400, 'InvalidInput', `The value '${value}' of ${name} is not valid.`);
}
