import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../lib/embedded/cloud/exchange-recorder.ts';
import { checkExchanges } from '../support/contract-check.ts';

const path =
  '/subscriptions/c4a97d10-52be-4f63-8e0b-7d31f6a98c25/resourceGroups/rg/providers/Microsoft.Compute/snapshots/s1';
const url = `https://management.azure.com${path}?api-version=2025-01-02`;
const creation = {
  creationData: { createOption: 'Copy', sourceResourceId: path.replace('snapshots/s1', 'disks/d1') },
};

describe('the check against Microsoft contracts', () => {
  it('accepts a snapshot as the service answers it', async () => {
    const report = await checkExchanges([putSnapshot({}), getSnapshot({})]);
    expect(report.problems).toEqual([]);
    expect(report.checked).toEqual({ Snapshots_CreateOrUpdate: 1, Snapshots_Get: 1 });
  });

  it.each([
    [
      'a request without its location',
      putSnapshot({ requestBody: { properties: creation } }),
      /OBJECT_MISSING_REQUIRED_PROPERTY.*location/,
    ],
    ['a size that is a string', getSnapshot({ responseBody: answer({ diskSizeGB: '1' }) }), /INVALID_TYPE/],
    [
      'a property that Microsoft does not know',
      getSnapshot({ responseBody: answer({ custodian: 'me' }) }),
      /OBJECT_ADDITIONAL_PROPERTIES.*custodian/,
    ],
    ['a status that is not declared', getSnapshot({ status: 206 }), /INVALID_RESPONSE_CODE/],
    [
      'a version that is not held',
      getSnapshot({ url: url.replace('2025-01-02', '2031-01-01') }),
      /OPERATION_NOT_FOUND/,
    ],
    [
      'an operation that no contract describes',
      getSnapshot({
        operation: 'Snapshots_Rewind',
        url: url.replace('snapshots/s1', 'snapshots/s1/rewind/now'),
      }),
      /OPERATION_NOT_FOUND/,
    ],
    [
      'a refusal of another shape',
      getSnapshot({ status: 409, responseBody: { reason: 'no' } }),
      /refusal without/,
    ],
    [
      'a question the simulator has no answer for',
      getSnapshot({
        operation: 'Unknown',
        status: 404,
        responseBody: { error: { code: 'x', message: 'y' } },
      }),
      /no such operation/,
    ],
  ])('catches %s', async (_what, exchange, problem) => {
    const report = await checkExchanges([exchange]);
    expect(report.problems.join('\n')).toMatch(problem);
  });
});

function answer(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    id: path,
    name: 's1',
    type: 'Microsoft.Compute/snapshots',
    location: 'westeurope',
    properties: { ...creation, provisioningState: 'Succeeded', ...properties },
  };
}

function getSnapshot(change: Partial<Exchange>): Exchange {
  return {
    operation: 'Snapshots_Get',
    method: 'GET',
    url,
    requestHeaders: {},
    requestBody: undefined,
    status: 200,
    responseHeaders: { 'content-type': 'application/json; charset=utf-8' },
    responseBody: answer({ diskSizeGB: 1 }),
    ...change,
  };
}

function putSnapshot(change: Partial<Exchange>): Exchange {
  return {
    ...getSnapshot({}),
    operation: 'Snapshots_CreateOrUpdate',
    method: 'PUT',
    requestHeaders: { 'content-type': 'application/json' },
    requestBody: { location: 'westeurope', properties: creation },
    status: 202,
    responseHeaders: {
      'content-type': 'application/json; charset=utf-8',
      location: url,
      'azure-asyncoperation': url,
    },
    responseBody: answer({ provisioningState: 'Updating' }),
    ...change,
  };
}
