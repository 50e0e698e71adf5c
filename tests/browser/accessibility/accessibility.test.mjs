// axe-core finds nothing, in every state, in both themes and both languages.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { drop, launch, openExample, openPage } from '../support/browser.mjs';
import { network } from '../support/network.mjs';
import { serve } from '../support/server.mjs';

const axe = readFileSync(fileURLToPath(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');

const states = {
  empty: async () => {},
  loaded: async (page) => {
    await drop(page, network());
    await page.locator('.stage [data-id]').first().waitFor();
  },
  suggestions: async (page) => {
    await drop(page, network());
    await page.locator('#from').pressSequentially('i-');
    await page.locator('#from-list [role=option]:not(.none)').first().waitFor();
  },
  answered: async (page) => {
    await openExample(page);
    await page.locator('.stage [data-id]').first().waitFor();
    // Everything that can be folded is open.
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
  },
  files: async (page) => {
    await drop(page, [...network(), { name: 'broken.json', text: '{"Vpcs": [}' }]);
    await page.locator('nav .tab').nth(2).click();
  },
  exposure: async (page) => {
    await openExample(page);
    await page.locator('nav .tab').nth(1).click();
    await page.locator('.exposure tbody').first().waitFor();
  },
  refused: async (page) => {
    await openExample(page);
    await page.locator('#from').fill('no-such-end');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
  },
};

let server, browser;
before(async () => ([server, browser] = await Promise.all([serve(), launch()])));
after(async () => {
  await browser?.close();
  server?.close();
});

for (const [state, reach] of Object.entries(states)) {
  for (const [colorScheme, locale] of [['light', 'en-US'], ['dark', 'ja-JP']]) {
    test(`${state}, ${colorScheme}, ${locale}`, async () => {
      // Only here: the policy would refuse the injected checker.
      const { page, context } = await openPage(browser, server.url, { bypassCSP: true, colorScheme, locale });
      await reach(page);
      await page.waitForTimeout(150);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
      const findings = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary?.split('\n')[1] ?? ''}`));
      assert.deepEqual(findings, []);
      await context.close();
    });
  }
}

test('reflow: nothing is wider than a phone', async () => {
  for (const [state, reach] of Object.entries(states)) {
    const { page, context } = await openPage(browser, server.url, { viewport: { width: 390, height: 844 } });
    await reach(page);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wider <= 0, `${state} is ${wider} px too wide`);
    await context.close();
  }
});
