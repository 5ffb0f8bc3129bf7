import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { signIn } from './sign-in.ts';

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious on any screen (${scheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto('/sign-in');
    await check(page, 'sign-in');
    await signIn(page, 'Analyst');
    const incident = await page
      .getByRole('link', { name: 'Web shell on storefront server after upload exploitation' })
      .getAttribute('href');
    const incidentPage = incident ?? '/incidents';
    const paths = [
      '/incidents',
      '/incidents/new',
      ...['', '?tab=overview', '?tab=evidence', '?tab=timeline', '?tab=notes'].map(
        (tab) => `${incidentPage}${tab}`,
      ),
      '/acquisitions',
      '/evidence',
      '/ledger',
      '/ledger/checkpoints',
      '/ledger/compare',
      '/search?q=web',
      '/settings',
      '/nowhere',
    ];
    await page.goto(incidentPage);
    const acquire = await page.getByRole('link', { name: 'Acquire disk' }).first().getAttribute('href');
    await page.goto('/evidence');
    const evidence = await page.getByRole('link', { name: /^EV-/ }).first().getAttribute('href');
    await page.goto('/acquisitions');
    const acquisition = await page.getByRole('link', { name: /^EV-/ }).first().getAttribute('href');
    const items = ['', '?tab=integrity', '?tab=holds', '?tab=source', '?tab=metadata'].map(
      (tab) => `${evidence}${tab}`,
    );
    const beside = [incident, acquisition].map((one) => one?.replace(/\/([^/]+)$/, '?item=$1') ?? null);
    for (const path of [...paths, acquire, acquisition, ...beside, ...items, '/ledger/0']) {
      await page.goto(path ?? '/nowhere');
      await check(page, path ?? '');
    }
  });
}

async function check(page: import('@playwright/test').Page, where: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
  expect(
    serious.map((one) => `${where}: ${one.id} ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`),
  ).toEqual([]);
}
