import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { checkReceipt } from '../../lib/bundle/receipt.ts';
import { verifyPage } from '../../lib/cli/verify-page.ts';
import { rootPem } from '../support/craft-timestamp.ts';
import { craftedBag } from '../support/crafted-bag.ts';
import {
  addLog,
  addStamp,
  type BundleMap,
  craftedBundle,
  craftedEvents,
  craftedTrust,
} from '../support/crafted-bundle.ts';
import { policyText } from '../support/policy-text.ts';
import { writeFiles } from '../support/write-files.ts';
import { zipOf } from '../support/zip-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-page-'));
const page = join(folder, 'verify.html');
const events = craftedEvents(9);

test.beforeAll(async () => {
  writeFileSync(page, await verifyPage());
  writeFileSync(join(folder, 'crafted.pem'), rootPem);
});
test.afterAll(() => rmSync(folder, { recursive: true }));

/** Opens the page from the disk, by keyboard, and has it verify these files. Out: what it asked of the network. */
async function verify(at: Page, name: string, files: BundleMap): Promise<readonly string[]> {
  writeFiles(join(folder, name), files);
  const asked: string[] = [];
  at.on('request', (request) => asked.push(request.url()));
  await at.goto(pathToFileURL(page).href);
  await at.getByRole('textbox', { name: 'Trust policy' }).focus();
  await at.keyboard.insertText(policyText(craftedTrust.policy));
  await at.getByLabel('Certificates').setInputFiles(join(folder, 'crafted.pem'));
  if (name.endsWith('.zip'))
    await at.getByLabel(/as it was downloaded/).setInputFiles(await packed(name, files));
  else await at.getByLabel(/Choose its folder/).setInputFiles(join(folder, name));
  await at.getByRole('button', { name: 'Verify' }).focus();
  await at.keyboard.press('Enter');
  await expect(verdict(at)).toBeFocused();
  return asked;
}

async function packed(name: string, files: BundleMap): Promise<string> {
  const path = join(folder, `packed-${name}`);
  writeFileSync(path, await zipOf(files));
  return path;
}

const verdict = (at: Page) => at.locator('#verdict');

test('the copy that the build made is made of these sources', async () => {
  const built = readFileSync(new URL('../../public/verify.html', import.meta.url), 'utf8');
  expect(built === (await verifyPage()), 'Run "npm run build" again.').toBe(true);
});

test('a good bundle holds, step by step, with the network out of reach', async ({ page: at }) => {
  const files = await craftedBundle(events);
  addLog(files, events);
  addStamp(files, events);
  const asked = await verify(at, 'good', files);
  await expect(verdict(at)).toHaveText(
    /^✓ Every check held; for \d+ of \d+ the bundle has nothing to look at\.$/,
  );
  await expect(at.locator('#steps li')).toHaveCount(10); // three of them are for bags
  await expect(at.locator('#steps .holds')).toHaveCount(7);
  await expect(at.getByRole('row')).toHaveCount(10);
  expect(asked).toEqual([pathToFileURL(page).href]);
  const reached = await at.evaluate(() =>
    fetch('https://example.org/').then(
      () => 'reached',
      () => 'refused',
    ),
  );
  expect(reached).toBe('refused');
});

test('a changed body is found, named and shown', async ({ page: at }) => {
  const files = await craftedBundle(events);
  files.set('events/4/body.json', Buffer.from('{"id":"<img src=x onerror=alert(1)>"}'));
  await verify(at, 'body', files);
  await expect(verdict(at)).toHaveText('✕ This bundle does not hold: 1 finding.');
  await expect(
    at.getByRole('heading', { name: /changed after it was recorded \(T1\): entry 4/ }),
  ).toBeVisible();
  await at.getByText('Proof, to be kept').click();
  await expect(at.locator('pre', { hasText: '<img src=x' })).toBeVisible();
});

test('an event that was left out is found', async ({ page: at }) => {
  await verify(at, 'omitted', await craftedBundle(events, { chosen: [0, 1, 2, 4, 5, 6, 7, 8] }));
  await expect(at.getByRole('heading', { name: /left out \(T11\): entry 6/ })).toBeVisible();
});

test('a signature that was changed is found', async ({ page: at }) => {
  const files = await craftedBundle(events);
  for (const [path, bytes] of files) {
    if (!path.endsWith('.tlog-proof')) continue;
    const lines = Buffer.from(bytes).toString('utf8').trimEnd().split('\n');
    const last = lines.pop() ?? '';
    files.set(path, Buffer.from(`${[...lines, `${last.slice(0, -4)}AAA=`].join('\n')}\n`));
  }
  await verify(at, 'signature', files);
  await expect(verdict(at)).toHaveClass('fails');
  await expect(at.locator('.finding p').first()).toHaveText(/signature of witness\.example\/w1 is not right/);
});

test('a bag holds packed as it was downloaded, and its recipient makes a signed receipt of it', async ({
  page: at,
}) => {
  const asked = await verify(at, 'bag.zip', await craftedBag(events));
  await expect(verdict(at)).toHaveText(
    /^✓ Every check held; for \d+ of \d+ the bundle has nothing to look at\.$/,
  );
  await at.getByRole('textbox', { name: 'Who you are' }).fill('Court, room 4');
  await at.getByRole('button', { name: 'Make a signed receipt' }).click();
  const [digest, note] = await at.locator('#receipt-made pre').allTextContents();
  expect(checkReceipt(note ?? '')).toMatchObject({
    ...{ verdict: 'holds', recipient: 'Court, room 4', events: 10, keySha256: digest },
  });
  await expect(at.getByRole('link', { name: 'Save the receipt' })).toBeVisible();
  expect((await new AxeBuilder({ page: at }).analyze()).violations).toEqual([]);
  expect(asked).toEqual([pathToFileURL(page).href]);
});

test('it does not verify without a policy, and says so', async ({ page: at }) => {
  await at.goto(pathToFileURL(page).href);
  await at.getByRole('button', { name: 'Verify' }).click();
  await expect(verdict(at)).toHaveText('✕ Give the trust policy that you hold first.');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`it can be read by everybody, ${colorScheme}`, async ({ page: at }) => {
    await at.emulateMedia({ colorScheme });
    const files = await craftedBundle(events);
    files.set('events/4/body.json', Buffer.from('{}'));
    await verify(at, `axe-${colorScheme}`, files);
    expect((await new AxeBuilder({ page: at }).analyze()).violations).toEqual([]);
  });
}
