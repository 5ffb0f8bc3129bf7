import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from './support/browser.ts';

// A portal of its own for the browser tests: free port, fresh data directory, stopped at the end.
process.env.HOLDFAST_E2E_PORT ??= String(20_000 + Math.floor(Math.random() * 20_000));
process.env.HOLDFAST_E2E_HOME ??= mkdtempSync(join(tmpdir(), 'holdfast-e2e-'));
const url = `http://127.0.0.1:${process.env.HOLDFAST_E2E_PORT}`;

export default defineConfig({
  testDir: './e2e',
  outputDir: '../test-results',
  fullyParallel: false,
  workers: 1, // one portal for all: what one file raises would move another one's pages under its clicks
  forbidOnly: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // The first lock needs a tenant that keeps nothing yet; the screens are looked at when the main job has filled them.
  projects: [
    { name: 'first-lock', testMatch: ['first-lock.spec.ts'] },
    {
      name: 'main-job',
      testMatch: ['acquire-disk.spec.ts', 'incident-by-hand.spec.ts'],
      dependencies: ['first-lock'],
    },
    // One file opened from the disk: it needs nothing of the portal.
    { name: 'verifier-page', testMatch: ['verify-page.spec.ts'] },
    {
      name: 'screens',
      testMatch: [
        'access.spec.ts',
        'accessibility.spec.ts',
        'ledger.spec.ts',
        'lists.spec.ts',
        'posture.spec.ts',
        'session.spec.ts',
      ],
      dependencies: ['main-job'],
    },
    // After the screens: its items would stand in the lists that they count.
    { name: 'devices', testMatch: ['devices.spec.ts'], dependencies: ['screens'] },
  ],
  use: {
    baseURL: url,
    actionTimeout: 15_000,
    navigationTimeout: 20_000,
    // Not UTC on purpose: a time without its zone would show.
    timezoneId: 'America/Chicago',
    locale: 'en-US',
    screenshot: 'only-on-failure',
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: await chromiumLaunch(),
  },
  webServer: {
    command: `"${process.execPath}" lib/embedded/start.ts`,
    cwd: new URL('..', import.meta.url).pathname,
    url: `${url}/api/health`,
    env: {
      PORT: process.env.HOLDFAST_E2E_PORT,
      HOLDFAST_HOME: process.env.HOLDFAST_E2E_HOME,
      HOLDFAST_FIRST_LOCK_CONFIRMATION: 'ask',
      PATH: process.env.PATH ?? '',
    },
    timeout: 120_000,
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
  },
});
