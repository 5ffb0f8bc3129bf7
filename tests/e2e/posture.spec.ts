import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import { Client } from 'pg';
import { rememberedEndpoints } from '../../lib/embedded/cloud-process.ts';
import { rememberedPostgres } from '../../lib/embedded/postgres/remembered-postgres.ts';
import { check } from './check-accessibility.ts';
import { signIn } from './sign-in.ts';

const home = process.env.HOLDFAST_E2E_HOME ?? '';

test('a stranger who may read evidence shows, is excepted by two others for a while, and could have read it', async ({
  browser,
}) => {
  const lead = await personAt(browser, 'Lead 1');
  const { scope } = locker();
  const stranger = { principal: 'investigator', role: 'Storage Blob Data Reader', scope };
  await admin('POST', '/access/assignments', stranger);
  await look();
  await lead.goto('/posture');
  await shows(lead, /Fail.*Investigator/);
  await rowOf(lead)
    .getByRole('link', { name: /^Preview/ })
    .click();
  await lead.getByText('Except it for a while…').click();
  await lead.getByLabel('Days').fill('3');
  await lead.getByLabel('Reason').fill('The investigator reads until the hearing is over.');
  await check(lead, 'a control that fails');
  await lead.getByRole('button', { name: 'Propose' }).click();
  const proposal = lead.getByRole('link', { name: /^PR-/ });
  await expect(proposal).toBeVisible();

  const href = (await proposal.getAttribute('href')) ?? '';
  for (const controller of ['Controller 1', 'Controller 2']) {
    const page = await personAt(browser, controller);
    await page.goto(href);
    await page.getByRole('button', { name: 'Confirm', exact: true }).click();
    await expect(page.getByText('Your decision is recorded.')).toBeVisible();
  }
  await look();
  await shows(lead, /Excepted/);
  await expect(lead.getByText(/agreed by Controller 1 and Controller 2/)).toBeVisible();

  await lead.goto('/evidence');
  await lead
    .getByRole('row', { name: /vm-web-03-data-0/ })
    .getByRole('link', { name: /^EV-/ })
    .first()
    .click();
  await lead.getByRole('link', { name: 'Access', exact: true }).click();
  const readers = lead.getByRole('table', { name: 'Who could have read it' });
  await expect(readers.getByRole('row', { name: /^Investigator/ })).toContainText('Storage Blob Data Reader');
  await check(lead, 'who could have read an item');

  const all = { actions: ['*'], dataActions: ['*'] };
  const denial = { name: 'nothing here', scope, ...all, principals: ['investigator'] };
  await admin('POST', '/access/denies', denial);
  await look();
  await lead.goto('/posture');
  await shows(lead, /Pass/);
});

/** Who can read blobs of the whole account. */
function rowOf(page: Page): Locator {
  const name = new RegExp(`^Nobody but who is named for it can read blobs\\.\\s*${locker().account}`);
  return page.getByRole('row', { name });
}

async function shows(page: Page, text: RegExp): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expect(rowOf(page)).toContainText(text, { timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
}

/** The worker asks every ten seconds whose turn it is; the pace of minutes is not waited for. */
async function look(): Promise<void> {
  const urls = rememberedPostgres(home);
  const client = new Client({ connectionString: urls?.appUrl });
  await client.connect();
  await client.query("update posture_round set tried_at = now() - interval '1 day' where part = 'rights'");
  await client.end();
}

function locker(): { readonly account: string; readonly scope: string } {
  const endpoints = rememberedEndpoints(home);
  if (endpoints === null) throw new Error(`Nothing runs from ${home}.`);
  const { socSubscriptionId, lockerResourceGroup, lockerAccount: account } = endpoints;
  const scope = `/subscriptions/${socSubscriptionId}/resourceGroups/${lockerResourceGroup}/providers/Microsoft.Storage/storageAccounts/${account}`;
  return { account, scope };
}

/** What an administrator of the tenant does past every portal. */
async function admin(method: string, path: string, body: object): Promise<void> {
  const { adminEndpoint } = JSON.parse(readFileSync(join(home, 'run.json'), 'utf8')) as {
    adminEndpoint: string;
  };
  const token = readFileSync(rememberedEndpoints(home)?.adminTokenFile ?? '', 'utf8').trim();
  const answer = await fetch(new URL(path, adminEndpoint), {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.ok).toBe(true);
}

/** A browser of their own for each person. */
async function personAt(browser: Browser, account: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await signIn(page, account);
  return page;
}
