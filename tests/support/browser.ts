import { existsSync } from 'node:fs';
import { chromium, type LaunchOptions } from '@playwright/test';
import bundledChromium from '@sparticuz/chromium';

const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Finds a Chromium: the one inside the npm package on Linux x64, else an installed one, else the one that
 * `playwright install chromium` downloaded. Throws one line when there is none.
 */
export async function chromiumLaunch(): Promise<LaunchOptions> {
  if (process.platform === 'linux' && process.arch === 'x64') {
    return {
      executablePath: await bundledChromium.executablePath(),
      // Not the package's own list: it turns off web security, and with it the headers that our doors check.
      args: ['--no-sandbox', ...quiet],
    };
  }
  const found = installed.find((path) => existsSync(path));
  if (found !== undefined) return { executablePath: found, args: quiet };
  if (existsSync(chromium.executablePath())) return { args: quiet };
  throw new Error(
    'No Chromium was found for the browser tests. Install one with: npx playwright install chromium',
  );
}
