import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManagedIdentityCredential } from '@azure/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCloud, type TestCloud } from '../support/cloud.ts';
import { fixedVhd } from '../support/make-vhd.ts';

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud({
    prepare(home) {
      mkdirSync(join(home, 'cloud/disks/laptop-17'), { recursive: true });
      writeFileSync(join(home, 'cloud/disks/laptop-17/seized.vhd'), fixedVhd(Buffer.alloc(1024 * 1024, 7)));
    },
  });
});
afterAll(async () => await cloud.dispose());

interface Page {
  readonly value: readonly {
    readonly displayName: string;
    readonly alerts?: readonly { readonly evidence: readonly Evidence[] }[];
  }[];
  readonly '@odata.nextLink'?: string;
}
interface Evidence {
  readonly '@odata.type': string;
  readonly resourceId?: string;
  readonly mdeDeviceId?: string;
}

describe('security incidents', () => {
  it('come in pages, with alerts that name virtual machines and devices', async () => {
    const incidents: Page['value'][number][] = [];
    let next: string | undefined = `${cloud.endpoints.graph}/v1.0/security/incidents?$expand=alerts`;
    let pages = 0;
    while (next !== undefined) {
      const page: Page = (await (await ask(next, 'reader')).json()) as Page;
      incidents.push(...page.value);
      next = page['@odata.nextLink'];
      pages += 1;
    }
    expect(pages).toBeGreaterThan(1);
    expect(incidents.length).toBeGreaterThanOrEqual(7);
    const evidence = incidents.flatMap((one) => one.alerts ?? []).flatMap((alert) => alert.evidence);
    const machines = evidence.filter(
      (one) => one['@odata.type'] === '#microsoft.graph.security.azureResourceEvidence',
    );
    const devices = evidence.filter(
      (one) => one['@odata.type'] === '#microsoft.graph.security.deviceEvidence',
    );
    for (const name of ['vm-web-03', 'vm-fin-01', 'vm-batch-07', 'vm-sql-01', 'vm-vault-02', 'vm-ultra-01'])
      expect(machines.map((one) => one.resourceId?.split('/').at(-1))).toContain(name);
    expect(devices.every((one) => /^[0-9a-f]{40}$/.test(one.mdeDeviceId ?? ''))).toBe(true);
    const imported = incidents.find((one) => one.displayName === 'Imported machines');
    expect(imported?.alerts?.[0]?.evidence[0]?.resourceId).toContain(
      '/rg-imported/providers/Microsoft.Compute/virtualMachines/laptop-17',
    );
  });

  it('are refused without a token, with a token for another audience, and without the permission', async () => {
    const url = `${cloud.endpoints.graph}/v1.0/security/incidents`;
    expect((await fetch(url)).status).toBe(401);
    const foreign = await new ManagedIdentityCredential({
      clientId: cloud.endpoints.clientIds.reader,
    }).getToken('https://management.azure.com/.default');
    expect((await fetch(url, { headers: { authorization: `Bearer ${foreign.token}` } })).status).toBe(401);
    expect((await ask(url, 'acquirer')).status).toBe(403);
  });
});

describe('groups', () => {
  it('have direct members and, through groups within them, everybody; an account knows what it is in', async () => {
    const [soc, analysts, leads] = [1, 2, 3].map((n) => `f0000000-0000-4000-8000-00000000000${n}`);
    const analyst = 'a0000000-0000-4000-8000-000000000001';
    const groups = `${cloud.endpoints.graph}/v1.0/groups`;
    expect(await names(`${groups}/${soc}/members`)).toEqual(['sg-soc-analysts', 'sg-soc-leads']);
    expect((await names(`${groups}/${soc}/transitiveMembers`)).toSorted()).toEqual(
      ['Analyst', 'Lead 1', 'Lead 2', 'Responder', 'sg-soc-analysts', 'sg-soc-leads'].toSorted(),
    );
    const check = `${cloud.endpoints.graph}/v1.0/users/${analyst}/checkMemberObjects`;
    const answer = await ask(check, 'reader', { ids: [soc, leads, analysts] });
    expect(((await answer.json()) as { value: string[] }).value.toSorted()).toEqual([soc, analysts]);
    expect((await ask(`${groups}/${soc}/members`, 'acquirer')).status).toBe(403);
    await cloud.admin('PUT', '/access/members', { group: 'sg-soc-leads', members: ['lead-1', 'custodian'] });
    const known = `${cloud.endpoints.graph}/beta/groups/${leads}/members`;
    expect(await names(`${groups}/${leads}/members`)).toEqual(['Lead 1']);
    expect(await names(known)).toEqual(['Lead 1', 'id-holdfast-custodian']);
  });
});

async function names(first: string): Promise<string[]> {
  const found: string[] = [];
  for (let next: string | undefined = first; next !== undefined; ) {
    const page: Page = (await (await ask(next, 'reader')).json()) as Page;
    found.push(...page.value.map((one) => one.displayName));
    next = page['@odata.nextLink'];
  }
  return found;
}

async function ask(url: string, identity: 'reader' | 'acquirer', question?: object): Promise<Response> {
  const credential = new ManagedIdentityCredential({ clientId: cloud.endpoints.clientIds[identity] });
  const { token } = await credential.getToken('https://graph.microsoft.com/.default');
  return await fetch(url, {
    headers: { authorization: `Bearer ${token}` },
    ...(question === undefined ? {} : { method: 'POST', body: JSON.stringify(question) }),
  });
}
