import { expect, test } from '@playwright/test';
import { signIn } from './sign-in.ts';

test('an acquisition opens beside its list, stays open after a reload and closes', async ({ page }) => {
  await signIn(page, 'Auditor');
  await page.goto('/acquisitions');
  await page
    .getByRole('link', { name: /^Preview EV-/ })
    .first()
    .click();
  const pane = page.getByRole('complementary', { name: /^EV-/ });
  await expect(pane.getByRole('list', { name: 'Steps' })).toBeVisible();
  await page.reload();
  await expect(pane.getByRole('link', { name: 'Open the acquisition' })).toBeVisible();
  await pane.getByRole('link', { name: 'Close' }).click();
  await expect(pane).toHaveCount(0);
  await expect(page).toHaveURL(/\/acquisitions$/);
});

test('incidents are shown by severity, and one opens beside them without losing the filter', async ({
  page,
}) => {
  await signIn(page, 'Auditor');
  await page.getByRole('combobox', { name: 'Severity' }).selectOption('high');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page).toHaveURL(/severity=high/);
  const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
  await expect(rows.filter({ hasText: 'High' })).toHaveCount(await rows.count());
  await page
    .getByRole('link', { name: /^Preview INC-/ })
    .first()
    .click();
  await expect(page.getByRole('complementary', { name: /^INC-/ })).toBeVisible();
  await expect(page).toHaveURL(/severity=high.*item=/);
});
