import { expect, type Page, test } from '@playwright/test';
import { signIn } from './sign-in.ts';

// A tenant that keeps nothing yet. The first real copy here ends that state for every spec that follows.
test.describe.configure({ mode: 'serial' });

test('before the first lock a rehearsal is offered, which needs no typed name and is marked as one', async ({
  page,
}) => {
  await openForm(page);
  await expect(page.getByRole('group', { name: 'First lock of this locker' })).toBeVisible();
  await page.getByRole('radio', { name: /^Rehearsal, locked for 1 day/ }).check();
  await expect(page.getByLabel('Name of the locker')).toBeHidden();
  await expect(page.getByText('cannot be removed for 1 day', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Rehearse with 1 disk' }).click();
  await page.waitForURL(/\/acquisitions\//);
  await expect(page.getByText(/Rehearsal done: the copy is sealed for a day/)).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByRole('main').getByText(/^REH-\d{4}-0001 · /)).toBeVisible();
});

test('the first lock takes the name of the locker typed, and a wrong name begins nothing', async ({
  page,
}) => {
  await openForm(page);
  const name = page.getByLabel('Name of the locker');
  const begin = page.getByRole('button', { name: 'Acquire 1 disk' });
  await name.fill('some-other-locker');
  await begin.click();
  await expect(page.getByText('Not begun. Nothing was touched, and what you typed is kept.')).toBeVisible();
  await expect(name).toBeFocused();
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Reason')).toHaveValue(reason);
  await expect(page).toHaveURL(/\/acquire/);

  const hint = await page.getByText(/^Type \S+ to confirm the lock/).textContent();
  await name.fill(hint?.split(' ')[1] ?? '');
  await begin.click();
  await page.waitForURL(/\/acquisitions\//);
  await expect(page.getByText('Done: the evidence is sealed and the source is released.')).toBeVisible({
    timeout: 60_000,
  });
});

test('once evidence is kept, neither name nor rehearsal is asked for', async ({ page }) => {
  await openForm(page);
  await expect(page.getByRole('button', { name: 'Acquire 1 disk' })).toBeEnabled();
  await expect(page.getByRole('group', { name: 'First lock of this locker' })).toHaveCount(0);
});

const reason = 'The tenant is set up and tried';

/** The form of one small disk, filled in but for the lock. */
async function openForm(page: Page): Promise<void> {
  await signIn(page, 'Analyst');
  await page.getByRole('link', { name: 'Tampered binary on order-matching server' }).click();
  await page.getByRole('link', { name: 'Acquire disk' }).click();
  await page.getByLabel('Reason').fill(reason);
  await page.getByLabel('Number or identifier').fill('IR-2026-02');
}
