import type { StateFile } from '../cloud/cloud-state.ts';
import type { DiagnosticSetting } from '../cloud/guard-records.ts';
import { ArmError } from './arm-error.ts';
import type { ArmReply, ArmRequest, ArmRoute } from './route.ts';

const path = '{scope}/providers/Microsoft.Insights/diagnosticSettings';
const rights = 'Microsoft.Insights/diagnosticSettings';

/** Where the logs of a resource go. Shapes: Insights diagnosticSettings 2021-05-01-preview. */
export function diagnosticSettingRoutes(store: StateFile): readonly ArmRoute[] {
  const base = { apiVersion: '2021-05-01-preview' } as const;
  return [
    {
      ...base,
      operation: 'DiagnosticSettings_List',
      method: 'GET',
      path,
      action: `${rights}/read`,
      run: (request) => ({
        status: 200,
        body: { value: store.state.diagnostics.filter((one) => isOf(one, request)).map(settingBody) },
      }),
    },
    {
      ...base,
      operation: 'DiagnosticSettings_CreateOrUpdate',
      method: 'PUT',
      path: `${path}/{name}`,
      action: `${rights}/write`,
      run: (request) => put(store, request),
    },
    {
      ...base,
      operation: 'DiagnosticSettings_Delete',
      method: 'DELETE',
      path: `${path}/{name}`,
      action: `${rights}/delete`,
      run: (request) => remove(store, request),
    },
  ];
}

function put(store: StateFile, request: ArmRequest): ArmReply {
  const wanted = (request.body.properties ?? {}) as Partial<DiagnosticSetting>;
  const { scope: resource = '', name = '' } = request.params;
  if (typeof wanted.workspaceId !== 'string')
    throw new ArmError(400, 'BadRequest', 'At least one data sink needs to be specified.');
  requireFreeSink(store, request, wanted);
  const known = find(store, request);
  const setting = known ?? { resource, name, workspaceId: null, logs: [] };
  setting.workspaceId = wanted.workspaceId;
  setting.logs = (wanted.logs ?? []).map(({ category, enabled }) => ({ category, enabled }));
  if (known === undefined) store.state.diagnostics.push(setting);
  store.save();
  return { status: 200, body: settingBody(setting) };
}

/** One category of a resource goes to one workspace only once. */
function requireFreeSink(store: StateFile, request: ArmRequest, wanted: Partial<DiagnosticSetting>): void {
  const categories = (wanted.logs ?? []).filter((log) => log.enabled).map(({ category }) => category);
  const taken = store.state.diagnostics.find(
    (one) =>
      isOf(one, request) &&
      one.name !== request.params.name &&
      one.workspaceId?.toLowerCase() === wanted.workspaceId?.toLowerCase() &&
      one.logs.some((log) => log.enabled && categories.includes(log.category)),
  );
  if (taken === undefined) return;
  throw new ArmError(
    409,
    'Conflict',
    `Data sink '${taken.workspaceId}' is already used in diagnostic setting '${taken.name}' for one of the categories. Data sinks can't be reused in different settings on the same category for the same resource.`,
  );
}

function remove(store: StateFile, request: ArmRequest): ArmReply {
  const known = find(store, request);
  if (known === undefined) return { status: 204 };
  store.state.diagnostics.splice(store.state.diagnostics.indexOf(known), 1);
  store.save();
  return { status: 200 };
}

function find(store: StateFile, request: ArmRequest): DiagnosticSetting | undefined {
  return store.state.diagnostics.find((one) => isOf(one, request) && one.name === request.params.name);
}

function isOf(one: DiagnosticSetting, request: ArmRequest): boolean {
  return one.resource.toLowerCase() === (request.params.scope ?? '').toLowerCase();
}

function settingBody(one: DiagnosticSetting): Record<string, unknown> {
  return {
    id: `${one.resource}/providers/Microsoft.Insights/diagnosticSettings/${one.name}`,
    name: one.name,
    type: 'Microsoft.Insights/diagnosticSettings',
    properties: {
      ...(one.workspaceId === null ? {} : { workspaceId: one.workspaceId }),
      logs: one.logs,
      metrics: [],
      logAnalyticsDestinationType: 'Dedicated',
    },
  };
}
