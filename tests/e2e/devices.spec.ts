import { expect, type Page, test } from '@playwright/test';
import { check } from './check-accessibility.ts';
import { signIn } from './sign-in.ts';

test('an investigation package is collected, sealed and looked into by who asked for it', async ({
  page,
}) => {
  await signIn(page, 'Responder');
  await openDevice(page, /Hands-on-keyboard/, /ws-finance-114/, 'Package, isolation');
  await check(page, 'a device');
  await page.getByText('Investigation package', { exact: true }).first().click();
  const form = page.locator('details[open]');
  await form.getByLabel('Reason').fill('An archive was staged for transfer');
  await form.getByLabel('Number or identifier').fill('IR-2026-01');
  await expect(form.getByText(/ask Microsoft Defender to collect an investigation package/)).toBeVisible();
  await form.getByRole('button', { name: 'Collect the package' }).click();
  await expect(page.getByText('Asked for. It stands below.')).toBeVisible();

  const items = page.getByRole('table', { name: 'Evidence from the device' });
  await expect(items.getByText('Sealed')).toBeVisible({ timeout: 60_000 });
  await items.getByRole('link', { name: /^EV-/ }).click();
  await expect(page.getByRole('heading', { name: 'Received into the locker' })).toBeVisible();
  await page.getByRole('link', { name: 'Look into the package' }).click();
  const open = page.getByRole('button', { name: 'Open the package' });
  await expect(
    page.getByRole('cell', { name: 'Security event log', exact: true }).first().or(open),
  ).toBeVisible();
  if (await open.isVisible()) await open.click();
  await page.getByRole('button', { name: 'Open Processes/Processes.csv' }).click();
  await expect(page.getByRole('cell', { name: /lsass\.exe/ }).first()).toBeVisible();
  await check(page, 'a package');
});

test('a command runs on a device, what it printed is sealed, and what no system has is refused in words', async ({
  page,
  browser,
}) => {
  const lead = await (await browser.newContext()).newPage();
  await signIn(lead, 'Lead 1');
  await lead.goto('/scripts');
  await lead.getByRole('button', { name: 'Put the product’s scripts into Defender’s library' }).click();
  await expect(lead.getByText('They lie there as pinned.')).toBeVisible({ timeout: 60_000 });

  await signIn(page, 'Responder');
  await openDevice(page, /Private key access/, /jump-linux-01/, 'Console');
  await page.getByLabel('Reason').first().fill('The signing key was read by a shell');
  await page.getByLabel('Number or identifier').first().fill('IR-2026-01');
  await page
    .getByRole('button', { name: /^(Connect|Open)/ })
    .first()
    .click();
  await expect(page.getByRole('button', { name: 'Close the console' })).toBeVisible();
  await line(page, 'processes');
  await expect(page.getByText(/items?, as the device reports/).first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('main').getByText('Sealed').first()).toBeVisible({
    timeout: 60_000,
  });
  await page
    .getByRole('button', { name: /^Show what it printed/ })
    .first()
    .click();
  await expect(page.getByRole('columnheader', { name: 'Process id' }).first()).toBeVisible();
  await line(page, 'registry HKEY_LOCAL_MACHINE');
  await expect(page.getByText(/registry does not exist on Linux/)).toBeVisible();
  await check(page, 'a console');
  const width = await page.setViewportSize({ width: 390, height: 844 }).then(() => widthOf(page));
  expect(width).toBeLessThanOrEqual(390);
});

async function openDevice(page: Page, incident: RegExp, device: RegExp, way: string): Promise<void> {
  await page.goto('/incidents');
  await page.getByRole('link', { name: incident }).first().click();
  await page.getByRole('row', { name: device }).last().getByRole('link', { name: way }).click();
  await expect(page.getByRole('heading', { level: 1, name: device })).toBeVisible();
}

async function line(page: Page, text: string): Promise<void> {
  const prompt = page.getByRole('textbox').last();
  await prompt.fill(text);
  await prompt.press('Enter');
}

function widthOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth);
}
