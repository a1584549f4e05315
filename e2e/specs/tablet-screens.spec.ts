// Each screen of the tablet in the sizes and looks of the field: accessible, large enough for gloves, nothing scrolls sideways;
// photographed when SCREENS=1 (`make screens`).
import { mkdirSync } from 'node:fs';
import { Page } from '@playwright/test';
import { expect, test } from '../support';
import { RIGA, begin, unlock } from '../support/tablet';

const SIZES = { '': [1024, 768], '-portrait': [768, 1024], '-phone': [390, 844] } as const;
const SCREENS: Record<string, (page: Page) => Promise<void>> = {
  work: async (page) => void (await page.getByRole('navigation').getByRole('link', { name: 'Mans darbs' }).click()),
  incident: async (page) => {
    await page.getByRole('navigation').getByRole('link', { name: 'Mans darbs' }).click();
    await page.locator('.tablet__item').first().click();
    await expect(page.getByRole('link', { name: 'Navigēt' })).toBeVisible();
  },
  file: async (page) => {
    await page.getByRole('link', { name: /^Reģistrēt/ }).click();
    await page.getByRole('button', { name: 'Mana atrašanās vieta' }).click();
    await page.locator('#type_code').fill('sadursme');
    await page.getByRole('option').first().click();
    await page.getByLabel('Kas noticis').fill('Divi auto sadūrās pie ieejas.');
    await page.locator('.tablet__wanted').scrollIntoViewIfNeeded();
  },
  sketch: async (page) => {
    await page.getByRole('button', { name: 'Zīmēt skici' }).click();
    await page.getByRole('img', { name: /^Papīrs skicei/ }).scrollIntoViewIfNeeded();
  },
  reports: async (page) => void (await page.getByRole('navigation').getByRole('link', { name: 'Ziņojumi' }).click()),
  report: async (page) => {
    await page.getByRole('navigation').getByRole('link', { name: 'Ziņojumi' }).click();
    await page.getByRole('button', { name: 'Jauns ziņojums' }).click();
    await page.getByLabel('Par ko ir ziņojums').fill('Apgaita Maskavas ielā');
    await page.getByLabel('Kas novērots un darīts').fill('Trīs mājas apstaigātas, logi veseli.');
  },
  check: async (page) => {
    await page.getByRole('navigation').getByRole('link', { name: 'Pārbaude' }).click();
    await page.getByLabel('Vārds, uzvārds vai personas kods').fill('Bērziņš');
    await page.getByRole('button', { name: 'Satiksmes kontrole' }).click();
    await page.getByRole('button', { name: 'Pārbaudīt', exact: true }).click();
    await expect(page.getByText(/^Pārbaudīts reģistrā/)).toBeVisible();
  },
  more: async (page) => void (await page.goto('/tablet/more').then(() => unlock(page))),
  outbox: async (page) => void (await page.getByRole('navigation').getByRole('link', { name: /^Nosūtīšana/ }).click()),
  conflicts: async (page) => void (await page.getByRole('navigation').getByRole('link', { name: /^Pretrunas/ }).click()),
  locked: async (page) => void (await page.getByRole('button', { name: 'Aizslēgt' }).click()),
};

test.use({ viewport: { width: 1024, height: 768 }, permissions: ['geolocation'], geolocation: RIGA });

test('is accessible in every size and look of the field', async ({ page, accessible }) => {
  test.setTimeout(300_000);
  await begin(page);
  for (const [name, open] of Object.entries(SCREENS)) {
    await open(page);
    for (const [suffix, [width, height]] of Object.entries(SIZES)) {
      await page.setViewportSize({ width, height });
      for (const look of ['dark', 'light', 'contrast']) {
        await page.evaluate((look) => document.documentElement.setAttribute('data-theme', look), look);
        if (process.env.SCREENS) {
          mkdirSync('docs/screens', { recursive: true });
          await page.screenshot({ path: `docs/screens/tablet-${name}${suffix}-${look}.png` });
        }
        if (suffix === '' || look === 'contrast') await accessible();
      }
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow, `${name}${suffix} scrolls sideways`).toBeLessThanOrEqual(0);
      const small = await page.evaluate(() =>
        [...document.querySelectorAll('button, a.button, .tablet__ways a, select, input:not([type=checkbox]):not([type=radio]):not([type=file])')]
          .map((element) => [element.textContent || element.id, element.getBoundingClientRect().height] as const)
          .filter(([, height]) => height > 0 && height < 47.5),
      );
      expect(small, `${name}${suffix} has targets under 48 px`).toEqual([]);
    }
    await page.setViewportSize({ width: 1024, height: 768 });
  }
});
