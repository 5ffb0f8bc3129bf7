import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Exchange } from '../../lib/embedded/cloud/exchange-recorder.ts';

const contracts = fileURLToPath(new URL('../contracts/', import.meta.url));
const versions = readJson('api-versions.json');
const unmatched = readJson('unmatched-operations.json');

export interface ContractReport {
  readonly checked: Readonly<Record<string, number>>; // operation → exchanges that were validated
  readonly problems: readonly string[];
}

interface Validation {
  readonly isSuccessful?: boolean;
  readonly errors: readonly {
    readonly code: string;
    readonly message: string;
    readonly pathsInPayload?: readonly string[];
  }[];
  readonly runtimeException?: { readonly code: string; readonly message: string };
}

interface LiveValidator {
  initialize(): Promise<void>;
  validateLiveRequestResponse(pair: unknown): Promise<{
    readonly requestValidationResult: Validation;
    readonly responseValidationResult: Validation;
  }>;
}

let loaded: Promise<LiveValidator> | undefined;

/** The exchanges that the embedded resource manager recorded in a file; none if it was never asked. */
export function readExchanges(file: string): readonly Exchange[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Exchange);
}

/** Validates exchanges against Microsoft's OpenAPI files with oav's LiveValidator. */
export async function checkExchanges(exchanges: readonly Exchange[]): Promise<ContractReport> {
  loaded ??= loadValidator();
  const validator = await loaded;
  const checked: Record<string, number> = {};
  const problems: string[] = [];
  for (const exchange of exchanges) {
    const found =
      exchange.status >= 400 ? refusalProblems(exchange) : await pairProblems(validator, exchange);
    problems.push(
      ...found.map((problem) => `${exchange.operation} ${exchange.method} ${exchange.status}: ${problem}`),
    );
    if (exchange.status < 400 && unmatched[exchange.operation] === undefined)
      checked[exchange.operation] = (checked[exchange.operation] ?? 0) + 1;
  }
  return { checked, problems: [...new Set(problems)] };
}

async function loadValidator(): Promise<LiveValidator> {
  const require = createRequire(import.meta.url);
  const { LiveValidator } = require('oav/dist/lib/liveValidation/liveValidator') as {
    LiveValidator: new (options: unknown, log: () => void) => LiveValidator;
  };
  const validator = new LiveValidator(
    {
      directory: `${contracts}specification`,
      swaggerPathsPattern: ['**/resource-manager/**/*.json'],
      excludedSwaggerPathsPattern: [
        '**/common-types/**',
        '**/*ommon.json',
        '**/common-types.json',
        '**/privatelinks.json',
      ],
      git: { shouldClone: false },
      loadValidatorInBackground: false,
    },
    () => {},
  );
  await validator.initialize();
  return validator;
}

/** Contracts seldom describe refusals, so these are held to the common error shape alone. */
function refusalProblems(exchange: Exchange): readonly string[] {
  if (exchange.operation === 'Unknown') return [`no such operation: ${exchange.url.split('?')[0]}`];
  const { error } = (exchange.responseBody ?? {}) as { error?: { code?: unknown; message?: unknown } };
  const shaped = typeof error?.code === 'string' && typeof error.message === 'string';
  return shaped ? [] : ['a refusal without {error: {code, message}}'];
}

async function pairProblems(validator: LiveValidator, exchange: Exchange): Promise<readonly string[]> {
  const result = await validator.validateLiveRequestResponse({
    liveRequest: {
      method: exchange.method,
      url: heldVersion(exchange.url),
      headers: exchange.requestHeaders,
      ...(exchange.requestBody === undefined ? {} : { body: exchange.requestBody }),
    },
    liveResponse: {
      statusCode: String(exchange.status),
      headers: exchange.responseHeaders,
      ...(exchange.responseBody === undefined ? {} : { body: exchange.responseBody }),
    },
  });
  return [
    ...validationProblems('request', exchange, result.requestValidationResult),
    ...validationProblems('response', exchange, result.responseValidationResult),
  ];
}

function validationProblems(side: string, exchange: Exchange, result: Validation): readonly string[] {
  if (result.isSuccessful === true) return [];
  const exception = result.runtimeException;
  if (exception !== undefined)
    return unmatched[exchange.operation] === undefined
      ? [`${side}: ${exception.code} ${exception.message.slice(0, 200)}`]
      : [];
  return result.errors.map(
    (error) => `${side}: ${error.code} ${error.message} at ${(error.pathsInPayload ?? []).join(', ')}`,
  );
}

function heldVersion(url: string): string {
  const held = new URL(url);
  const sent = held.searchParams.get('api-version') ?? '';
  held.searchParams.set('api-version', versions[sent] ?? sent);
  return held.href;
}

function readJson(name: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(`${contracts}${name}`, 'utf8')) as Record<string, string>;
}
