import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { ManagedIdentityCredential } from '@azure/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipEntries } from '../../lib/cli/zip-directory.ts';
import { directoryPlace } from '../../lib/package-reading/zip-end.ts';
import { codeOf, type DefenderCloud, startDefenderCloud } from '../support/defender-cloud.ts';

let cloud: DefenderCloud;

beforeAll(async () => {
  cloud = await startDefenderCloud();
});

afterAll(async () => {
  await cloud.dispose();
});

describe('investigation packages', () => {
  it('come over a link in quotation marks once the action succeeded, with the documented folders', async () => {
    const asked = await cloud.order('ws-finance-114', 'collectInvestigationPackage', {});
    expect(asked).toMatchObject({
      status: 201,
      body: { type: 'CollectInvestigationPackage', status: 'Pending' },
    });
    const action = await cloud.ended(asked.body.id);
    expect(action).toMatchObject({ status: 'Succeeded', requestor: 'id-holdfast-deviceCollector' });
    const folders = new Set((await pathsIn(await cloud.packageOf(action))).map((path) => path.split('/')[0]));
    expect(folders).toEqual(
      new Set([
        'Autoruns',
        'CollectionSummaryReport.xls',
        'Installed programs',
        'Network connections',
        'Prefetch files',
        'Processes',
        'Scheduled tasks',
        'Security event log',
        'Services',
        'System Information',
        'Temp Directories',
        'Users and Groups',
        'WdSupportLogs',
        'Windows Server Message Block (SMB) sessions',
      ]),
    );
  });
});

describe('live response', () => {
  it('runs a POSIX script on the device’s tree, with its argument, its output and its exit code', async () => {
    const text = `#!/bin/sh
cat "$HF_ROOT/etc/hostname"; uname -s; hostname; echo "$1"; pwd | sed "s|$HF_ROOT||"
echo trouble >&2; exit 3
`;
    const put = await cloud.upload('look.sh', text);
    expect(put).toMatchObject({
      status: 200,
      body: { fileName: 'look.sh', createdBy: 'id-holdfast-librarian' },
    });
    expect(put.body.sha256).toBe(createHash('sha256').update(text).digest('hex'));
    const action = await cloud.respond('vm-web-03', [
      'RunScript',
      { ScriptName: 'look.sh', Args: '"two words" x' },
    ]);
    expect(action).toMatchObject({
      status: 'Succeeded',
      commands: [{ commandStatus: 'Completed', errors: [] }],
    });
    const result = (await (await cloud.resultOf(action as never, 0)).json()) as Record<string, unknown>;
    expect(result).toMatchObject({ script_name: 'look.sh', exit_code: 3, script_errors: 'trouble\n' });
    expect(String(result.script_output).trim().split('\n')).toEqual([
      'vm-web-03',
      'Linux',
      'vm-web-03',
      'two words',
      '/var/opt/microsoft/mdatp/downloads',
    ]);
  });

  it('puts a library file there and gets it back as gzip, over a link that dies after 30 minutes', async () => {
    await cloud.upload('tool.bin', 'a tool');
    const action = (await cloud.respond(
      'ws-finance-114',
      ['PutFile', { FileName: 'tool.bin' }],
      ['GetFile', { Path: 'tool.bin' }],
      ['GetFile', { Path: 'c:\\windows\\SYSTEM32\\drivers\\etc\\hosts' }],
    )) as Record<string, unknown>;
    expect(action.status).toBe('Succeeded');
    const path = `/api/machineactions/${String(action.id)}/GetLiveResponseResultDownloadLink(index=1)`;
    const link = String((await cloud.call('deviceReader', 'GET', path)).body.value);
    expect(gunzipSync(await (await fetch(link)).bytes()).toString()).toBe('a tool');
    expect(gunzipSync(await (await cloud.resultOf(action, 2)).bytes()).toString()).toContain('localhost');
    expect((await fetch(link.replace('sig=', 'sig=x'))).status).toBe(403);
    expect((await cloud.call('deviceReader', 'GET', path.replace('=1)', '=0)'))).status).toBe(404); // PutFile has none
    await cloud.admin('PUT', '/clock', { skewSeconds: 31 * 60 });
    expect((await fetch(link)).status).toBe(403);
    await cloud.admin('PUT', '/clock', { skewSeconds: 0 });
  });

  it('answers the product’s read scripts: by running them on Linux and macOS, from its model on Windows', async () => {
    const linux = await cloud.scriptAnswers('jump-linux-01', [
      ['hf-processes.sh', { name: '.kworkerd' }],
      ['hf-connections.sh', {}],
    ]);
    expect(linux[0]?.items).toEqual([
      expect.objectContaining({
        pid: 4711,
        user: 'www-data',
        path: '/tmp/.cache/.kworkerd',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
    ]);
    expect(linux[1]?.items).toContainEqual(
      expect.objectContaining({
        remoteAddr: '198.51.100.77',
        remotePort: 8443,
        state: 'ESTABLISHED',
        pid: 4711,
      }),
    );
    const [mac] = await cloud.scriptAnswers('mac-design-09', [
      ['hf-dir.sh', { path: '/Users/design-user/Downloads' }],
    ]);
    expect(mac).toMatchObject({ os: 'macos', host: 'mac-design-09', count: 1 });
    const windows = await cloud.scriptAnswers('ws-finance-114', [
      ['hf-processes.ps1', { name: 'updsvc.exe' }],
      ['hf-fileinfo.ps1', { path: 'C:\\Windows\\explorer.exe' }],
      ['hf-registry.ps1', { key: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Nothing' }],
    ]);
    expect(windows[0]).toMatchObject({ count: 1, items: [{ pid: 7420 }] });
    expect(windows[1]).toMatchObject({ items: [{ size: 4096, signatureStatus: 'Valid' }] });
    expect(windows[2]).toMatchObject({ items: [], errors: [{ path: null }], exitCode: 1 });
  });

  it('stops a process and disables a service, of a device that is run and of one that is told', async () => {
    const linux = await cloud.scriptAnswers('vm-web-03', [
      ['hf-stop-process.sh', { pid: '4711', name: '.kworkerd' }],
      ['hf-processes.sh', { pid: '4711' }],
      ['hf-remove-persistence.sh', { service: 'backup' }],
    ]);
    expect(linux[0]).toMatchObject({ items: [{ stopped: true }] });
    expect(linux[1]).toMatchObject({ count: 0 });
    expect(linux[2]).toMatchObject({ items: [{ before: 'enabled', after: 'disabled' }] });
    const windows = await cloud.scriptAnswers('vm-fin-01', [
      ['hf-stop-process.ps1', { pid: '7420', name: 'updsvc.exe' }],
      ['hf-connections.ps1', {}],
      ['hf-remove-persistence.ps1', { service: 'Spooler' }],
      ['hf-services.ps1', {}],
    ]);
    expect(windows[0]).toMatchObject({ items: [{ stopped: true }] });
    expect(windows[1]?.items).not.toContainEqual(expect.objectContaining({ pid: 7420 }));
    expect(windows[3]?.items).toContainEqual(
      expect.objectContaining({ name: 'Spooler', startMode: 'Disabled' }),
    );
  });

  it('puts a file into quarantine on Windows and back, and refuses one that changed', async () => {
    const path = 'C:\\Users\\finance-user\\Documents\\notes.txt';
    const digest = createHash('sha256').update('call the supplier on Monday\r\n').digest('hex');
    const [refused, moved, gone, back, there] = await cloud.scriptAnswers('ws-finance-114', [
      ['hf-quarantine.ps1', { path, sha256: '0'.repeat(64) }],
      ['hf-quarantine.ps1', { path, sha256: digest }],
      ['hf-fileinfo.ps1', { path }],
      ['hf-restore.ps1', { path }],
      ['hf-fileinfo.ps1', { path }],
    ]);
    expect(refused).toMatchObject({ items: [], exitCode: 1 });
    expect(moved).toMatchObject({ items: [{ moved: true, sha256: digest }] });
    expect(gone).toMatchObject({ errors: [{ msg: `There is no file ${path}.` }] });
    expect(back).toMatchObject({ items: [{ restored: true }] });
    expect(there).toMatchObject({ items: [{ sha256: digest }] });
  });
});

describe('what Defender knows', () => {
  it('of files: malware on the devices that have it, Windows’ own as clean', async () => {
    const query =
      'DeviceProcessEvents | where FileName =~ "UPDSVC.exe" and DeviceName == "ws-finance-114" | project SHA256';
    const [row] = await hunt(query);
    const file = await cloud.call('deviceReader', 'GET', `/api/files/${String(row?.SHA256)}`);
    expect(file.body).toMatchObject({ determinationType: 'Malware', sha256: row?.SHA256 });
    const stats = await cloud.call('deviceReader', 'GET', `/api/files/${String(file.body.sha1)}/stats`);
    expect(Number(stats.body.organizationPrevalence)).toBeGreaterThan(0);
    expect(codeOf(await cloud.call('deviceReader', 'GET', `/api/files/${'0'.repeat(40)}`))).toEqual([
      404,
      'ResourceNotFound',
    ]);
    const indicator = {
      indicatorValue: row?.SHA256,
      indicatorType: 'FileSha256',
      action: 'AlertAndBlock',
      title: 'demo',
      description: 'demo',
    };
    expect(await cloud.call('deviceResponder', 'POST', '/api/indicators', indicator)).toMatchObject({
      status: 200,
    });
  });

  it('of what was done through it, with the digest of a file that was fetched, and of sessions in the portal', async () => {
    await cloud.admin('POST', '/defender/portal-sessions', {
      device: 'dc-01',
      person: 'lead-1@holdfast.example',
    });
    const rows = await hunt(
      'CloudAppEvents | where ActionType == "LiveResponseGetFile" | extend Sha = tostring(RawEventData.FileSHA256) | where RawEventData.FileName has "tool" | project Sha, Device = RawEventData.DeviceName',
    );
    expect(rows).toEqual([
      { Sha: createHash('sha256').update('a tool').digest('hex'), Device: 'ws-finance-114' },
    ]);
    expect(await hunt('CloudAppEvents | where ActionType == "RunLiveResponseSession" | count')).toEqual([
      { Count: 1 },
    ]);
  });
});

async function hunt(Query: string): Promise<readonly Record<string, unknown>[]> {
  const credential = new ManagedIdentityCredential({ clientId: cloud.endpoints.clientIds.deviceReader });
  const { token } = await credential.getToken('https://graph.microsoft.com/.default');
  const response = await fetch(`${cloud.endpoints.graph}/v1.0/security/runHuntingQuery`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ Query, Timespan: 'P30D' }),
  });
  const body = (await response.json()) as { readonly results?: readonly Record<string, unknown>[] };
  if (body.results === undefined) throw new Error(JSON.stringify(body));
  return body.results;
}

async function pathsIn(zip: Buffer): Promise<readonly string[]> {
  const read = async (start: number, end: number) => zip.subarray(start, end);
  const place = await directoryPlace({ sizeBytes: zip.length, read });
  return zipEntries(zip.subarray(place.offset, place.offset + place.length), place).map((one) => one.path);
}
