import { DefenderError } from './defender-error.ts';
import type { DefenderStore, IndicatorRecord } from './defender-state.ts';
import { longTime } from './machine-body.ts';
import { odataPage } from './odata-page.ts';
import { standardRate } from './rate-buckets.ts';
import { jsonBody, oneWord, type RequestBody, requiredText } from './request-body.ts';
import type { DefenderRoute } from './route.ts';

const digits: Readonly<Record<string, number>> = { FileSha1: 40, FileSha256: 64, FileMd5: 32 };
const fields = ['id', 'indicatorValue', 'indicatorType', 'action', 'severity', 'title', 'createdBy'];
const pageSize = 100;
const actions = ['Warn', 'Block', 'Audit', 'Alert', 'AlertAndBlock', 'BlockAndRemediate', 'Allowed'];

/** GET, POST and DELETE /api/indicators. Names in the body do not begin with capitals here. */
export function indicatorRoutes(store: DefenderStore, now: () => Date): readonly DefenderRoute[] {
  const { indicators } = store.state;
  const shared = {
    api: 'indicators',
    limit: standardRate,
    roles: ['Ti.ReadWrite', 'Ti.ReadWrite.All'],
  } as const;
  return [
    {
      ...shared,
      method: 'GET',
      pattern: /^\/indicators$/,
      operation: 'Indicators_List',
      answer: ({ url }) => ({
        status: 200,
        body: odataPage(indicators.map(indicatorBody), url, { fields, pageSize, set: 'Indicators' }),
      }),
    },
    {
      ...shared,
      method: 'POST',
      pattern: /^\/indicators$/,
      operation: 'Indicators_Submit',
      answer: (call) => {
        const asked = fromBody(jsonBody(call));
        const at = indicators.findIndex((one) => one.value === asked.value && one.type === asked.type);
        const id = indicators[at]?.id ?? String(1001 + indicators.length);
        const record = { ...asked, id, createdBy: call.application, createdAt: now().toISOString() };
        indicators.splice(at === -1 ? indicators.length : at, at === -1 ? 0 : 1, record);
        store.save();
        return { status: 200, body: indicatorBody(record) };
      },
    },
    {
      ...shared,
      method: 'DELETE',
      pattern: /^\/indicators\/([^/]+)$/,
      operation: 'Indicators_Delete',
      answer: ({ params: [id = ''] }) => {
        const at = indicators.findIndex((one) => one.id === id);
        if (at === -1) throw new DefenderError(404, 'ResourceNotFound', `Indicator ${id} was not found`);
        indicators.splice(at, 1);
        store.save();
        return { status: 204, body: null };
      },
    },
  ];
}

function fromBody(body: RequestBody): Omit<IndicatorRecord, 'id' | 'createdBy' | 'createdAt'> {
  const type = oneWord(body, 'indicatorType', Object.keys(digits));
  const value = requiredText(body, 'indicatorValue').toLowerCase();
  if (!/^[0-9a-f]+$/.test(value) || value.length !== digits[type])
    throw new DefenderError(400, 'InvalidHashValue', `The hash value '${value}' is not valid.`);
  return {
    value,
    type,
    action: oneWord(body, 'action', actions),
    title: requiredText(body, 'title'),
    description: requiredText(body, 'description'),
    severity: typeof body.severity === 'string' ? body.severity : 'Informational',
    expiresAt: typeof body.expirationTime === 'string' ? body.expirationTime : null,
  };
}

function indicatorBody(record: IndicatorRecord): Readonly<Record<string, unknown>> {
  return {
    id: record.id,
    indicatorValue: record.value,
    indicatorType: record.type,
    action: record.action,
    title: record.title,
    description: record.description,
    severity: record.severity,
    expirationTime: record.expiresAt,
    createdBy: record.createdBy,
    creationTimeDateTimeUtc: longTime(new Date(record.createdAt)),
    rbacGroupNames: [],
  };
}
