import { expect, test } from '@playwright/test';
import { signIn } from './sign-in.ts';

const incident = 'Web shell on storefront server after upload exploitation';

test.describe.configure({ mode: 'serial' });

test('an analyst acquires both disks of a machine and ends on sealed evidence', async ({ page }) => {
  await signIn(page, 'Analyst');
  await page.getByRole('link', { name: incident }).click();
  const row = page.getByRole('row', { name: /vm-web-03.*Running/ });
  await expect(row).toContainText('OS 128 MiB, 1 data disk');
  await row.getByRole('link', { name: 'Acquire disk' }).click();

  await expect(page.getByText('the snapshots are not mutually consistent')).toBeVisible();
  await page.getByLabel('Reason').fill('Preserve before the server is rebuilt');
  await page.getByLabel('Number or identifier').fill('IR-2026-01');
  await page.reload();
  await expect(page.getByLabel('Reason')).toHaveValue('Preserve before the server is rebuilt');
  await expect(page.getByText(/nobody can delete the copies for 2555 days/)).toBeVisible();
  await page.getByRole('button', { name: 'Acquire 2 disks' }).click();

  await page.waitForURL(/\/acquisitions/, { timeout: 30_000 });
  await page.goto('/acquisitions');
  await page
    .getByRole('row', { name: /vm-web-03-os/ })
    .getByRole('link', { name: /^EV-/ })
    .click();
  await expect(page.getByRole('list', { name: 'Steps' }).getByRole('listitem')).toHaveCount(10);
  await page.reload(); // the same truth after a reload
  await expect(page.getByText('Done: the evidence is sealed and the source is released.')).toBeVisible({
    timeout: 90_000,
  });

  await page.getByRole('link', { name: 'Open the evidence' }).click();
  await expect(page.getByText('2 of 2 reads equal')).toBeVisible();
  await expect(page.getByText(/^Locked, until 20\d\d-/)).toBeVisible();
  await expect(page.getByText('Taken by acquirer for Analyst').first()).toBeVisible();
  await expect(page.getByText(/Numbering complete from 0 to \d+/)).toBeVisible();
  for (const title of [
    'Acquisition requested',
    'Snapshot taken',
    'Source hashed',
    'Stored copy read back',
    'Sealed',
    'Corroborated',
  ]) {
    await expect(page.getByRole('heading', { name: title, exact: true })).toBeVisible();
  }
  await page.getByRole('link', { name: 'Source', exact: true }).click();
  await expect(page.getByText('/disks/vm-web-03-os')).toBeVisible();
});

test('the ledger covers what was done with a signed checkpoint', async ({ page, request }) => {
  await signIn(page, 'Auditor');
  await page.getByRole('link', { name: 'Ledger', exact: true }).click();
  await expect(page.getByText('Newest checkpoint over')).toBeVisible();
  const note = await (await request.get('/api/ledger/checkpoint')).text();
  expect(note).toMatch(/^holdfast\.example\/[0-9a-f]{8}\/1\n\d+\n[A-Za-z0-9+/]{43}=\n\n— holdfast\.example/);
});

test('an auditor sees the same timeline and nothing that changes anything', async ({ page }) => {
  await signIn(page, 'Auditor');
  await page.getByRole('link', { name: 'Evidence', exact: true }).click();
  await page
    .getByRole('row', { name: /vm-web-03-os/ })
    .getByRole('link', { name: /^EV-/ })
    .click();
  await expect(page.getByRole('heading', { name: 'Sealed', exact: true })).toBeVisible();
  await page.goto('/incidents');
  await page.getByRole('link', { name: incident }).click();
  await expect(page.getByRole('link', { name: 'Acquire disk' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /Close incident/ })).toHaveCount(0);
  await page.goto('/incidents/new');
  await expect(page.getByRole('heading', { name: 'Your role does not include this' })).toBeVisible();
});

test('an investigator sees nothing that was not granted', async ({ page }) => {
  await signIn(page, 'Investigator');
  await expect(page.getByText('None so far.')).toBeVisible();
  await page.goto('/evidence');
  await expect(page.getByText('No evidence here')).toBeVisible();
  await page.goto('/acquisitions');
  await expect(page.getByRole('heading', { name: 'Your role does not include this' })).toBeVisible();
});

test('a disk that cannot be exported says why, before anything is asked', async ({ page }) => {
  await signIn(page, 'Analyst');
  await page.getByRole('link', { name: 'Cryptocurrency miner on batch worker' }).click();
  await page.getByText('Why it cannot be acquired').click();
  await expect(page.getByText(/ephemeral OS disk: Azure cannot snapshot it/)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Acquire disk' })).toHaveCount(0);
});
