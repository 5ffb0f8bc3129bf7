import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ManagedIdentityCredential } from '@azure/identity';
import { expect } from 'vitest';
import { startTestCloud } from './cloud.ts';

export type Identity = 'deviceReader' | 'deviceCollector' | 'deviceResponder' | 'librarian' | 'locker';
type Answer = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> };

export const codeOf = (answer: Answer) => [
  answer.status,
  (answer.body.error as { readonly code?: string }).code,
];
export type DefenderCloud = Awaited<ReturnType<typeof startDefenderCloud>>;

/** An embedded cloud whose Defender takes next to no time, called with the identities’ own tokens. */
export async function startDefenderCloud() {
  const cloud = await startTestCloud();
  await cloud.admin('PUT', '/speed', { operationSeconds: 0, activityDelaySeconds: 0, defenderCalls: 100 });

  /** One call with the identity's own token, as the product gets it. */
  async function call(as: Identity, method: string, path: string, body?: unknown): Promise<Answer> {
    const credential = new ManagedIdentityCredential({ clientId: cloud.endpoints.clientIds[as] });
    const { token } = await credential.getToken('https://api.securitycenter.microsoft.com/.default');
    const response = await fetch(`${cloud.endpoints.defender}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
  }

  /** Every device, over as many pages as there are. */
  async function devices(): Promise<readonly Record<string, unknown>[]> {
    const found: Record<string, unknown>[] = [];
    for (let path = '/api/machines'; path !== ''; ) {
      const { body } = await call('deviceReader', 'GET', path);
      found.push(...(body.value as Record<string, unknown>[]));
      path = String(body['@odata.nextLink'] ?? '').replace(cloud.endpoints.defender, '');
    }
    return found;
  }

  async function upload(fileName: string, text: string, more: Record<string, string> = {}): Promise<Answer> {
    const form = new FormData();
    form.set('file', new Blob([text]), fileName);
    for (const [name, value] of Object.entries({
      Description: 'of the test',
      OverrideIfExists: 'true',
      ...more,
    }))
      form.set(name, value);
    return await call('librarian', 'POST', '/api/libraryfiles', form);
  }

  /** Runs commands on a device and waits for the end. */
  async function respond(name: string, ...commands: readonly (readonly [string, Record<string, string>])[]) {
    const Commands = commands.map(([type, params]) => ({
      type,
      params: Object.entries(params).map(([key, value]) => ({ key, value })),
    }));
    const asked = await order(name, 'runliveresponse', { Commands });
    return asked.status === 201 ? await ended(asked.body.id) : asked;
  }

  async function resultOf(action: { readonly id?: unknown }, index: number): Promise<Response> {
    const path = `/api/machineactions/${String(action.id)}/GetLiveResponseResultDownloadLink(index=${index})`;
    const { body } = await call('deviceReader', 'GET', path);
    return await fetch(String(body.value));
  }

  /** What the product's own scripts print on a device, each object as printed; their digest of their items is checked. */
  async function scriptAnswers(device: string, runs: readonly (readonly [string, Record<string, string>])[]) {
    const commands = runs.map(([ScriptName, args], n) => {
      const argument = JSON.stringify({ acq: `test-${device}-${n}`, cwd: '/', ...args });
      return ['RunScript', { ScriptName, Args: Buffer.from(argument).toString('base64') }] as const;
    });
    for (const [name] of runs) {
      const folder = name.endsWith('.sh') ? 'posix' : 'powershell';
      await upload(name, readFileSync(`lib/device-scripts/${folder}/${name}`, 'utf8'));
    }
    const action = (await respond(device, ...commands)) as Record<string, unknown>;
    const answers: Record<string, unknown>[] = [];
    for (const n of runs.keys()) {
      const said = (await (await resultOf(action, n)).json()) as Record<string, unknown>;
      const text = String(said.script_output);
      const answer = JSON.parse(text.slice(text.indexOf('\n{') + 1).replace(/[\0\s]+$/, '')) as Record<
        string,
        unknown
      >;
      const items = text.slice(text.indexOf('"items":') + 8, text.indexOf(',"count":'));
      expect(createHash('sha256').update(items).digest('hex')).toBe(answer.itemsSha256);
      answers.push({ ...answer, exitCode: said.exit_code });
    }
    return answers;
  }

  async function idOf(name: string): Promise<string> {
    const { body } = await call('deviceReader', 'GET', `/api/machines/${name}`);
    return String(body.id);
  }

  async function order(name: string, verb: string, body: object, as: Identity = 'deviceCollector') {
    return await call(as, 'POST', `/api/machines/${await idOf(name)}/${verb}`, {
      Comment: 'trying',
      ...body,
    });
  }

  /** The action once nothing more happens to it. */
  async function ended(id: unknown): Promise<Record<string, unknown>> {
    for (;;) {
      const { body } = await call('deviceReader', 'GET', `/api/machineactions/${String(id)}`);
      if (!['Pending', 'InProgress'].includes(String(body.status))) return body;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  async function packageOf(action: Record<string, unknown>): Promise<Buffer> {
    const { body } = await call(
      'deviceReader',
      'GET',
      `/api/machineactions/${String(action.id)}/getPackageUri`,
    );
    const response = await fetch(String(body.value).replaceAll('"', ''));
    return Buffer.from(await response.arrayBuffer());
  }

  return { ...cloud, call, upload, respond, resultOf, scriptAnswers, order, ended, packageOf, devices, idOf };
}
