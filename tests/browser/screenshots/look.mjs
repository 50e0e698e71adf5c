// Not a test: writes pictures of every state to dist/screenshots/, for people to look at.
// node tests/browser/screenshots/look.mjs [part of a name]
import { mkdirSync } from 'node:fs';
import { drop, launch, openExample, openPage, verdict } from '../support/browser.mjs';
import { serve } from '../support/server.mjs';

const folder = new URL('../../../dist/screenshots/', import.meta.url).pathname;
const wanted = process.argv[2] ?? '';

const broken = [
  { name: 'describe-vpcs.json', text: '{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}' },
  { name: 'broken.json', text: '{\n  "Vpcs": [\n    {"VpcId": "vpc-2" "CidrBlock": 1}\n  ]\n}' },
  { name: 'notes.txt', text: 'buy milk' },
];

const states = {
  empty: async () => {},
  examples: async (page) => page.locator('.examples').scrollIntoViewIfNeeded(),
  lesson: async (page) => {
    await page.locator('.example-card').nth(9).click();
    await verdict(page).waitFor();
  },
  answered: async (page) => openExample(page),
  reachable: async (page) => {
    await openExample(page);
    await page.locator('#port').fill('443');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(300);
  },
  loaded: async (page) => {
    await openExample(page);
    await page.locator('#from').fill('');
    await page.locator('#from').pressSequentially('w');
    await page.waitForTimeout(300);
    await page.keyboard.press('ArrowDown');
  },
  path: async (page) => {
    await openExample(page);
    await page.locator('.segments button').nth(1).click();
  },
  problem: async (page) => {
    await openExample(page);
    await page.locator('#from').fill('web-9');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(300);
  },
  whatPasses: async (page) => {
    await openExample(page);
    await page.locator('#from').fill('internet');
    await page.locator('#to').fill('web-1');
    await page.locator('#protocol').selectOption('all');
    await page.keyboard.press('Tab');
    await page.locator('form .check').click();
    await page.waitForTimeout(400);
  },
  exposure: async (page) => {
    await openExample(page);
    await page.locator('nav .tab').nth(1).click();
    await page.locator('.exposure tbody').first().waitFor();
  },
  exposureFrom: async (page) => {
    await openExample(page);
    await page.locator('nav .tab').nth(1).click();
    await page.locator('.modes label').nth(1).click();
    await page.locator('#exposure-end').fill('app-1');
    await page.locator('#exposure-end').press('Enter');
    await page.waitForTimeout(600);
  },
  files: async (page) => {
    await drop(page, broken);
    await page.waitForTimeout(600);
    await page.locator('nav .tab').nth(2).click();
  },
  source: async (page) => {
    await openExample(page);
    await page.locator('.source').first().click();
  },
};

mkdirSync(folder, { recursive: true });
const server = await serve();
const browser = await launch();
for (const [state, reach] of Object.entries(states)) {
  for (const width of [1400, 390]) {
    for (const colorScheme of ['light', 'dark']) {
      for (const locale of ['en-US', 'ja-JP']) {
        const name = `${state}-${width}-${colorScheme}-${locale.slice(0, 2)}`;
        if (!name.includes(wanted)) continue;
        const { page, context, diary } = await openPage(browser, server.url, { viewport: { width, height: width === 390 ? 844 : 900 }, colorScheme, locale });
        try {
          await reach(page);
          await page.mouse.move(0, 0);
          await page.waitForTimeout(250);
        } catch (error) {
          console.error(name, error.message);
        }
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        await page.screenshot({ path: `${folder}${name}.png`, fullPage: width === 390 });
        console.log(name, overflow > 0 ? `OVERFLOWS by ${overflow}` : '', diary.errors.join(' | '), diary.violations.join(' | '));
        await context.close();
      }
    }
  }
}
await browser.close();
server.close();
