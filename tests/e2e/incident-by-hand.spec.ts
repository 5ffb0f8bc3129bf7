import { expect, test } from '@playwright/test';
import { signIn } from './sign-in.ts';

const machine =
  '/subscriptions/3f8e1a52-7c04-4d19-b6a3-91e5c0d2f746/resourceGroups/rg-web-prod/providers/Microsoft.Compute/virtualMachines/';

test('an incident opened by hand takes machines and notes, is closed and reopened', async ({ page }) => {
  await signIn(page, 'Analyst');
  await page.getByRole('link', { name: 'Open an incident' }).click();
  await expect(page.getByRole('heading', { name: 'Open an incident', level: 1 })).toBeVisible();
  await page.getByLabel('Title', { exact: true }).fill('Report from the help desk');
  await page.getByLabel('Reason').fill('A person reported strange windows');
  await page.getByRole('button', { name: 'Open the incident' }).click();
  await expect(page.getByRole('heading', { name: 'Report from the help desk' })).toBeVisible();

  await page.getByText('Add a virtual machine by its resource id', { exact: true }).click();
  await page.getByLabel('Resource id').fill(`${machine}vm-nowhere`);
  await page.getByLabel('Reason').fill('Named by the reporter in the call');
  await page.getByRole('button', { name: 'Add the machine' }).click();
  await expect(page.getByRole('alert').filter({ hasText: /vm-nowhere|machine/i })).toBeVisible();
  await expect(page.getByLabel('Resource id')).toHaveValue(`${machine}vm-nowhere`);
  await page.getByLabel('Resource id').fill(`${machine}vm-web-03`);
  await page.getByRole('button', { name: 'Add the machine' }).click();
  await expect(page.getByRole('row', { name: /vm-web-03/ })).toContainText('OS 128 MiB');

  await page.getByRole('link', { name: /^Notes/ }).click();
  await page.getByRole('textbox', { name: 'Note' }).fill('<b>First look</b>: nothing yet');
  await page.getByRole('button', { name: 'Write the note' }).click();
  await expect(page.getByText('<b>First look</b>: nothing yet')).toBeVisible();

  await page.getByRole('button', { name: 'Close incident…' }).click();
  await page.getByLabel('Reason').fill('It was a false alarm after all');
  await page.getByRole('button', { name: 'Close this incident' }).click();
  await expect(page.getByText(/^–?Closed$/)).toBeVisible();
  await page.getByRole('button', { name: 'Reopen incident…' }).click();
  await page.getByLabel('Reason').fill('A second person reports the same');
  await page.getByRole('button', { name: 'Reopen this incident' }).click();
  await expect(page.getByText(/^●?Open$/)).toBeVisible();
  await page.getByRole('link', { name: /^Timeline/ }).click();
  for (const title of ['Incident reopened', 'Incident closed', 'Incident opened by hand']) {
    await expect(page.getByText(title, { exact: true })).toBeVisible();
  }
});
