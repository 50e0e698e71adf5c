// One Chromium for a test file; a fresh, watched page for each test.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

// The same flags as webdriver.json: no sandbox (root in CI), and a browser that does not phone home.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export function launch() {
  const executablePath = process.env.CHROME ?? usual.find((path) => existsSync(path));
  return chromium.launch({ executablePath, args, headless: true });
}

/**
 * Opens the page and keeps a diary: requests, errors of any kind, violated policies, dialogs.
 * @param {import('playwright-core').Browser} browser
 */
export async function openPage(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: 'en-US', ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const diary = { requests: [], errors: [], violations: [], dialogs: [] };
  context.on('request', (request) => diary.requests.push(request.url()));
  page.on('pageerror', (error) => diary.errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') diary.errors.push(message.text());
  });
  page.on('dialog', async (dialog) => {
    diary.dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  await page.exposeFunction('noteViolation', (text) => diary.violations.push(text));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => window.noteViolation(`${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
  return { page, context, diary };
}

/** Drops files on the page as a reader would: `{name, text}` or `{name, base64}`. */
export async function drop(page, files) {
  const transfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, text, base64 } of files) {
      const content = base64 ? Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)) : text;
      transfer.items.add(new File([content], name));
    }
    return transfer;
  }, files);
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

/** Opens the built-in example and waits for its answer. */
export async function openExample(page) {
  await page.getByRole('button', { name: /Try the built-in example|組み込みの例を試す/ }).click();
  await verdict(page).waitFor();
}

/** The words of the verdict in the answer panel. */
export function verdict(page) {
  return page.locator('#answer h2').filter({ hasText: /reachable|Undetermined|到達|判定/i }).first();
}

/** Fills the question bar, presses Enter and waits until that question is answered. */
export async function askFor(page, { from, to, port }) {
  await page.locator('#from').fill(from);
  await page.locator('#to').fill(to);
  await page.locator('#port').fill(port);
  await page.locator('#port').press('Enter');
  await page.locator('.ends').filter({ hasText: from }).filter({ hasText: to }).filter({ hasText: `tcp/${port}` }).waitFor();
}
