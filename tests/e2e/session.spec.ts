import { expect, type Page, test } from '@playwright/test';
import { signIn } from './sign-in.ts';

test('a page that the role does not open answers 403, names the role and leads on', async ({ page }) => {
  await signIn(page, 'Auditor');
  const refused = await page.goto('/incidents/new');
  expect(refused?.status()).toBe(403);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your role does not include this');
  await expect(page.getByText('one of the roles analyst, responder, lead')).toBeVisible();
  await page.getByRole('link', { name: 'Go to the incidents' }).click();
  await expect(page.getByRole('heading', { name: 'Incidents', level: 1 })).toBeVisible();
});

test('what is not there answers 404, on every kind of page', async ({ page }) => {
  await signIn(page, 'Auditor');
  const nowhere = '00000000-0000-4000-8000-000000000000';
  for (const path of [
    `/incidents/${nowhere}`,
    `/evidence/${nowhere}`,
    `/acquisitions/${nowhere}`,
    '/ledger/999999',
  ])
    expect((await page.goto(path))?.status(), path).toBe(404);
});

test('the end of a session is announced, and a person may stay', async ({ page }) => {
  await signIn(page, 'Auditor');
  await answerLeft(page, { idleMs: 90_000, absoluteMs: 9_000_000 });
  await page.goto('/settings');
  const stay = page.getByRole('button', { name: 'Stay signed in' });
  await expect(stay).toBeVisible();
  await stay.click();
  await expect(stay).toBeHidden();
});

test('a session that has ended leads to the sign-in page and back to the same place', async ({ page }) => {
  await signIn(page, 'Auditor');
  await page.clock.install();
  await page.goto('/evidence?state=sealed');
  await page.context().clearCookies(); // the tenant's too: otherwise it would sign the person in without asking
  await page.clock.fastForward('00:31'); // the page asks every half minute
  await page.waitForURL(/\/sign-in\?ended=1/);
  await expect(page.getByText('Your session has ended')).toBeVisible();
  await page.getByRole('link', { name: 'Sign in with your tenant' }).click();
  await page.getByRole('button', { name: /^Auditor\b/i }).click();
  await page.waitForURL('**/evidence?state=sealed');
});

test('the end of a session is told where changes are not, too', async ({ page }) => {
  await signIn(page, 'Auditor');
  await page.route('**/api/events', (route) => route.fulfill({ status: 401 })); // the stream of a session that is over
  await page.clock.install();
  await Promise.all([page.waitForResponse('**/api/session'), page.goto('/evidence')]);
  await page.context().clearCookies();
  await page.clock.fastForward('00:06'); // without the stream the page is asked for every five seconds
  await page.waitForURL(/\/sign-in\?ended=1/);
});

test('signing out leaves nothing in the browser', async ({ page }) => {
  await signIn(page, 'Auditor');
  await page.evaluate(() => {
    sessionStorage.setItem('draft', 'x');
    localStorage.setItem('kept', 'x');
  });
  await page.getByText('Auditor', { exact: true }).first().click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
  const left = await page.evaluate(() => [sessionStorage.getItem('draft'), localStorage.getItem('kept')]);
  expect(left).toEqual([null, null]);
  await page.goto('/ledger');
  await expect(page).toHaveURL(/\/sign-in\?return_to=%2Fledger/);
});

test('a draft is not shown to the next person at the same tab', async ({ page }) => {
  await signIn(page, 'Auditor');
  await page.evaluate(() => sessionStorage.setItem('draft', 'x'));
  await page.goto('about:blank'); // the page without its session would lead to the sign-in page by itself
  await page.context().clearCookies();
  await signIn(page, 'Analyst');
  await expect.poll(() => page.evaluate(() => sessionStorage.getItem('draft'))).toBeNull();
});

/** Lets the server's answer to the question how long the session lasts be another one. */
async function answerLeft(page: Page, left: object): Promise<void> {
  await page.route('**/api/session', (route) =>
    route.request().method() === 'GET' ? route.fulfill({ json: left }) : route.continue(),
  );
}
