import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { signIn } from './sign-in.ts';

test('an auditor verifies an event in the browser and takes its proof along', async ({ page }) => {
  await signIn(page, 'Auditor');
  await page.getByRole('link', { name: 'Evidence', exact: true }).click();
  await page
    .getByRole('row', { name: /vm-web-03-os/ })
    .getByRole('link', { name: /^EV-/ })
    .click();
  const sealed = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: 'Sealed', exact: true }) });
  await sealed.getByRole('heading', { name: 'Sealed', exact: true }).click();
  await sealed.getByRole('button', { name: 'Verify in browser' }).click();
  await expect(sealed.getByText(/^This browser computed it/)).toBeVisible();
  await expect(sealed.getByText(/Signature, ECDSA P-256\./)).toBeVisible();
  await expect(sealed.getByText('Failed:')).toHaveCount(0);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    sealed.getByRole('link', { name: 'Download proof' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^entry-\d+\.tlog-proof$/);
  expect(readFileSync(await download.path(), 'utf8')).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra /);
});

test('a note that was kept is continued, and a changed one is not believed', async ({ page, request }) => {
  const note = await (await request.get('/api/ledger/checkpoint')).text();
  await signIn(page, 'Auditor'); // an entry more: the note is an earlier one soon
  await page.getByRole('link', { name: 'Ledger', exact: true }).click();
  await page.getByRole('link', { name: 'Compare a kept note' }).click();
  const field = page.getByLabel('A signed note that was kept from earlier');
  const compare = page.getByRole('button', { name: 'Compare with today’s ledger' });
  await field.fill(note);
  await compare.click();
  await expect(page.getByText(/Today’s ledger begins with|are the same/)).toBeVisible();
  await field.fill(note.replace(/\n\d+\n/, '\n1\n'));
  await compare.click();
  await expect(page.getByText('Your note is not one that this ledger signed.')).toBeVisible();
});

test('the ledger names who vouches for it and finds the entries of an item', async ({ page }) => {
  await signIn(page, 'Auditor');
  await page.goto('/ledger/checkpoints');
  const anchors = page.getByRole('table', { name: 'Anchors' });
  for (const name of [
    /^Anchor store/,
    /^Witness /,
    /^Time stamps, embedded-ec/,
    /^Time stamps, embedded-rsa/,
  ])
    await expect(anchors.getByRole('cell', { name })).toBeVisible();
  await page.getByRole('link', { name: 'Entries', exact: true }).click();
  await page.getByRole('searchbox', { name: 'Find entries' }).fill('evidence.sealed');
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await expect(page.getByText('Entries of the kind evidence.sealed')).toBeVisible();
  const kinds = await page
    .getByRole('table', { name: 'Ledger entries' })
    .locator('tbody td:nth-child(2)')
    .allTextContents();
  expect(new Set(kinds)).toEqual(new Set(['evidence.sealed']));
});

test('an auditor has the ledger verified and is taken to what came of it', async ({ page }) => {
  await signIn(page, 'Auditor');
  await page.goto('/ledger');
  await page.getByRole('link', { name: 'Verifications', exact: true }).click();
  await page.getByRole('button', { name: 'Verify the ledger now' }).click();
  await expect(page.getByRole('heading', { name: 'Verification of the ledger' })).toBeVisible();
  await expect(page.getByRole('main').getByText(/Every check held over \d+ entries/)).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByRole('link', { name: 'Download the report' })).toBeVisible();
});
