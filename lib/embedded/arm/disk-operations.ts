import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ArmError } from './arm-error.ts';
import type { ArmReply, ArmRequest, ArmRoute } from './route.ts';

interface DiskOperation {
  readonly id: string;
  readonly startTime: string;
  endTime: string | null;
  status: 'InProgress' | 'Succeeded' | 'Failed';
  output: unknown;
  error: { readonly code: string; readonly message: string } | null;
}

export interface DiskOperations {
  readonly route: ArmRoute;
  /**
   * Answers 202 with Azure's two polling links and runs `work` behind it. `output` of a success is the
   * operation's result; `undefined` for operations without one.
   */
  accept(
    request: ArmRequest,
    location: string,
    work: () => Promise<unknown>,
    reply?: { readonly body?: unknown; readonly retryAfter?: boolean; readonly failed?: () => void },
  ): ArmReply;
}

/** Long-running operations of the disk provider, polled as `DiskOperations` (both link styles, Retry-After in seconds). */
export function diskOperations(options: {
  readonly now: () => Date;
  readonly seconds: () => number;
  readonly apiVersion: string;
}): DiskOperations {
  const operations = new Map<string, DiskOperation>();

  async function run(
    operation: DiskOperation,
    request: ArmRequest,
    work: () => Promise<unknown>,
    failed: () => void,
  ): Promise<'Succeeded' | 'Failed'> {
    await sleep(options.seconds() * 1000);
    try {
      if (request.failAsync !== null)
        throw new ArmError(500, request.failAsync.code, request.failAsync.message);
      operation.output = await work();
      operation.status = 'Succeeded';
    } catch (error) {
      operation.error =
        error instanceof ArmError
          ? { code: error.code, message: error.message }
          : {
              code: 'InternalExecutionError',
              message: error instanceof Error ? error.message : String(error),
            };
      operation.status = 'Failed';
      failed();
    }
    operation.endTime = options.now().toISOString();
    return operation.error === null ? 'Succeeded' : 'Failed';
  }

  return {
    accept(request, location, work, reply = {}) {
      const operation: DiskOperation = {
        id: randomUUID(),
        startTime: options.now().toISOString(),
        endTime: null,
        status: 'InProgress',
        output: undefined,
        error: null,
      };
      operations.set(operation.id, operation);
      const subscription = request.params.subscriptionId;
      const link = `${request.origin}/subscriptions/${subscription}/providers/Microsoft.Compute/locations/${location}/DiskOperations/${operation.id}?p=${randomUUID()}&api-version=${options.apiVersion}`;
      const retryAfter = String(Math.max(0, Math.round(options.seconds())));
      return {
        status: 202,
        headers: {
          'azure-asyncoperation': link,
          location: `${link}&monitor=true`,
          ...(reply.retryAfter === true ? { 'retry-after': retryAfter } : {}),
        },
        body: reply.body,
        ended: run(operation, request, work, reply.failed ?? (() => {})),
      };
    },
    route: {
      operation: 'DiskOperations_Get',
      method: 'GET',
      path: '/subscriptions/{subscriptionId}/providers/Microsoft.Compute/locations/{location}/DiskOperations/{operationId}',
      apiVersion: options.apiVersion,
      action: 'Microsoft.Compute/locations/diskOperations/read',
      run(request) {
        const operation = operations.get(request.params.operationId ?? '');
        if (operation === undefined)
          throw new ArmError(404, 'NotFound', `The operation ${request.params.operationId} was not found.`);
        return request.query.get('monitor') === 'true' ? result(operation) : progress(operation);
      },
    },
  };
}

/** The Location link: the bare result, 202 while it runs. */
function result(operation: DiskOperation): ArmReply {
  if (operation.status === 'InProgress') return { status: 202 };
  if (operation.error !== null) throw new ArmError(409, operation.error.code, operation.error.message);
  return { status: 200, body: operation.output };
}

/** The Azure-AsyncOperation link. */
function progress(operation: DiskOperation): ArmReply {
  return {
    status: 200,
    ...(operation.status === 'InProgress' ? { headers: { 'retry-after': '1' } } : {}),
    body: {
      startTime: operation.startTime,
      ...(operation.endTime === null ? {} : { endTime: operation.endTime }),
      status: operation.status,
      ...(operation.output === undefined ? {} : { properties: { output: operation.output } }),
      ...(operation.error === null ? {} : { error: operation.error }),
      name: operation.id,
    },
  };
}
