import { AsyncLocalStorage } from 'node:async_hooks';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { RequestPolicy, RequestPolicyFactory } from '@azure/storage-blob';

const meters = new AsyncLocalStorage<() => void>();

/** Runs `work` and calls `onThrottle` for every answer in which Azure asks it to slow down, retried or not. */
export function countingThrottles<T>(onThrottle: () => void, work: () => Promise<T>): Promise<T> {
  return meters.run(onThrottle, work);
}

/** Behind the retry policy of a control-plane client, so that it sees the answers that the SDK hides by retrying. */
export const throttlePolicy: PipelinePolicy = {
  name: 'holdfastThrottle',
  async sendRequest(request, next) {
    const response = await next(request);
    note(response.status);
    return response;
  },
};

/** The storage SDK puts a policy of the older kind behind its retries only if the factory's class bears this name. */
class InjectorPolicyFactory implements RequestPolicyFactory {
  create(next: RequestPolicy): RequestPolicy {
    return {
      async sendRequest(request) {
        const response = await next.sendRequest(request);
        note(response.status);
        return response;
      },
    };
  }
}

/** The same for the storage SDK. Whatever stands in one pipeline with it sees every try, too. */
export const throttleFactory: RequestPolicyFactory = new InjectorPolicyFactory();

/** 429 is the control plane's word for it, 503 (ServerBusy) the storage service's. */
function note(status: number): void {
  if (status === 429 || status === 503) meters.getStore()?.();
}
