import { expect, type Page } from '@playwright/test';

/** Signs in through the embedded tenant, as a person would. */
export async function signIn(page: Page, account: string): Promise<void> {
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign in with your tenant' }).click();
  await page.getByRole('button', { name: new RegExp(`^${account}\\b`, 'i') }).click();
  await expect(page.getByRole('heading', { name: 'Incidents', level: 1 })).toBeVisible();
}
