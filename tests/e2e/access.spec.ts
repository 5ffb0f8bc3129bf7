import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { check } from './check-accessibility.ts';
import { signIn } from './sign-in.ts';

test('what nobody gives alone: two leads approve, one on a phone, and the bytes are those that were sealed', async ({
  browser,
}) => {
  const responder = await personAt(browser, 'Responder');
  await responder.goto('/evidence');
  await responder
    .getByRole('row', { name: /vm-web-03-data-0/ })
    .getByRole('link', { name: /^EV-/ })
    .first()
    .click();
  await responder.getByRole('link', { name: 'Access', exact: true }).click();
  await expect(responder.getByRole('link', { name: 'Download', exact: true })).toHaveCount(0);
  const item = new URL(responder.url()).pathname;

  await responder.getByRole('link', { name: 'Request access' }).click();
  await responder.getByLabel('Purpose').waitFor();
  await check(responder, 'the form');
  await responder.getByRole('radio', { name: /^Download/ }).check();
  await responder.getByLabel('Purpose').fill('Examine the upload folder of the web shell');
  await responder.getByLabel('Number or identifier').fill('IR-2026-01');
  await responder.getByRole('button', { name: 'Ask for access' }).click();
  await expect(responder.getByText('0 of 2 approvals').first()).toBeVisible();
  const request = new URL(responder.url()).pathname;

  const phone = await personAt(browser, 'Lead 1', 390);
  await phone.goto('/requests');
  await phone.locator(`a[href="${request}"]:visible`).click();
  await phone.getByLabel('Comment').waitFor();
  await check(phone, 'a request on a phone');
  await phone.getByLabel('Comment').fill('The purpose is plain, and the incident is ours.');
  await phone.getByRole('button', { name: 'Approve' }).click();
  await expect(phone.getByText('Your decision is recorded.')).toBeVisible();
  const width = await phone.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);

  const second = await personAt(browser, 'Lead 2');
  await second.goto(request);
  await expect(second.getByText('1 of 2 approvals').first()).toBeVisible();
  await expect(second.getByText('The purpose is plain')).toHaveCount(0);
  await second.getByRole('button', { name: 'Approve' }).click();
  await expect(second.getByText('The purpose is plain')).toBeVisible();
  await expect(second.getByText(/left, until/)).toBeVisible();
  await check(second, 'a granted request');

  await responder.goto(`${item}?tab=access`);
  const taken = responder.waitForEvent('download');
  await responder.getByRole('link', { name: 'Download', exact: true }).click();
  const file = await (await taken).path();
  const { storedDigests } = await (await responder.request.get(`/api${item}`)).json();
  expect(await digestOf(file)).toBe(storedDigests.sha256);
  await responder.goto(item);
  await expect(responder.getByRole('heading', { name: 'Content read', exact: true }).first()).toBeVisible();

  await second.getByRole('button', { name: 'Revoke…' }).click();
  await second.getByLabel('Reason').fill('It was taken, and is not needed again');
  await second.getByRole('button', { name: 'Revoke the access' }).click();
  await expect(second.getByText(/^Revoked/).first()).toBeVisible();
  expect((await responder.request.get(`/api${item}/content`)).status()).toBe(403);
});

test('a lead can be asked by the tenant again, and comes back to the request', async ({ browser }) => {
  const lead = await personAt(browser, 'Lead 1');
  await lead.goto('/sign-in/start?again=1&return_to=%2Frequests');
  await lead.getByRole('button', { name: /^Lead 1\b/ }).click();
  await expect(lead.getByRole('heading', { name: 'Access requests', level: 1 })).toBeVisible();
});

/** A browser of their own for each person. */
async function personAt(browser: Browser, account: string, width = 1280): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width, height: 900 } })).newPage();
  await signIn(page, account);
  return page;
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
