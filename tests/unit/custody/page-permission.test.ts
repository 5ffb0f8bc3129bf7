import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pagePermission } from '../../../lib/custody/page-permission.ts';
import { permissions } from '../../../lib/custody/permission.ts';
import { queries } from '../../procedures/authorisation/matrix-of-reads.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('what a page asks for', () => {
  it('is known of every page of the portal, so that a refusal can name the role', () => {
    const paths = globSync('app/(portal)/**/page.tsx', { cwd: root }).map((file) =>
      file
        .replace(/^app\/\(portal\)/, '')
        .replace(/\/page\.tsx$/, '')
        .replaceAll(/\[\w+\]/g, 'x'),
    );
    expect(paths.filter((path) => pagePermission(path) === null)).toEqual([]);
  });

  it.each([
    ['/incidents/x/acquire', 'getAcquireOptions'],
    ['/incidents/x/inventory', 'getInventory'],
    ['/incidents/x', 'getIncident'],
    ['/acquisitions', 'listAcquisitions'],
    ['/acquisitions/x', 'getAcquisition'],
    ['/evidence/x', 'getEvidenceItem'],
    ['/evidence/x/certificate', 'getDisposalCertificate'],
    ['/ledger', 'getLedgerState'],
    ['/ledger/0', 'getLedgerEntry'],
    ['/settings', 'getSettings'],
  ])('%s is open to those whom %s answers', (path, query) => {
    const permission = pagePermission(path);
    expect(permission === null ? null : permissions[permission]).toEqual(queries[query]?.roles);
  });

  it('is nothing for a path that is no page', () => {
    expect(pagePermission('/nowhere')).toBeNull();
    expect(pagePermission('/incidents/new/more')).toBeNull();
  });
});
