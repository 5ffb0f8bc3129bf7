import { test } from '@playwright/test';
import { check } from './check-accessibility.ts';
import { signIn } from './sign-in.ts';

test.describe.configure({ mode: 'parallel' });

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious on any screen (${scheme})`, async ({ page, browser }) => {
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
      ...['', '?way=staged', '?way=windows-365'].map((way) => `${incidentPage}/import${way}`),
      '/acquisitions',
      '/evidence',
      '/devices',
      '/requests',
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
    const items = ['', '?tab=integrity', '?tab=access', '?tab=holds', '?tab=source', '?tab=metadata'].map(
      (tab) => `${evidence}${tab}`,
    );
    const beside = [incident, acquisition].map((one) => one?.replace(/\/([^/]+)$/, '?item=$1') ?? null);
    const bundles = [`${evidence}/bundle`, `${incidentPage}/bundle`, '/verify'];
    for (const path of [...paths, acquire, acquisition, ...beside, ...items, ...bundles, '/ledger/0']) {
      await page.goto(path ?? '/nowhere');
      await check(page, path ?? '');
    }
    const watch = await (await browser.newContext({ colorScheme: scheme })).newPage();
    await signIn(watch, 'Auditor');
    for (const path of [
      '/alarms',
      '/controls',
      '/reconciliation',
      '/scripts',
      '/reports',
      '/dashboard',
      '/fixity',
      '/audit',
      '/audit?q=actr:x',
      '/audit/bundle?q=action:acquisition',
    ]) {
      await watch.goto(path);
      await check(watch, path);
    }
  });
}
