// Every screen, dark and light, on a desk and on a tablet: accessible, and photographed when SCREENS=1 (`make screens`).
import { mkdirSync } from 'node:fs';
import { Page } from '@playwright/test';
import { expect, test } from '../support';
import { card, closeCalls } from '../support/calls';
import { logIn } from '../support/people';

const FOLDER = 'docs/screens';

type Screen = { name: string; login: string; open: (page: Page) => Promise<void> };

const firstRow = (page: Page) => page.getByRole('listbox', { name: 'Atvērtie notikumi' }).getByRole('option').first();

const SCREENS: Screen[] = [
  {
    name: 'console',
    login: 'vp.dispecers',
    open: async (page) => {
      await expect(page.getByText('Tiešsaistē')).toBeVisible();
      await firstRow(page).click();
    },
  },
  {
    name: 'console-call',
    login: 'vp.dispecers',
    open: async (page) => {
      await expect(page.getByText('Tiešsaistē')).toBeVisible();
      await closeCalls(page);
      await card(page.request);
      await expect(page.getByRole('region', { name: 'Zvani', exact: true })).toContainText('Barona iela 14');
      await page.keyboard.press('w');
      await expect(page.getByRole('form', { name: 'Zvans darbā' })).toBeVisible();
    },
  },
  {
    name: 'entry',
    login: 'vp.dispecers',
    open: async (page) => {
      await page.keyboard.press('n');
      await page.keyboard.type('barona 14');
      await expect(page.getByRole('listbox').getByRole('option').first()).toContainText('Barona iela 14');
      await page.keyboard.press('Enter');
      await page.getByRole('combobox', { name: 'Veids', exact: true }).fill('kautins');
      await expect(page.getByRole('listbox').getByRole('option').first()).toContainText('Kautiņš');
      await page.keyboard.press('Enter');
      await page.getByLabel('Kas noticis').fill('Divi vīrieši kaujas pie ieejas, viens asiņo.');
    },
  },
  {
    name: 'card',
    login: 'vp.dispecers',
    open: async (page) => {
      await expect(firstRow(page)).toBeVisible();
      await firstRow(page).click();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('region', { name: 'Notikuma gaita' })).toBeVisible();
    },
  },
  {
    name: 'what-if',
    login: 'vp.komandieris',
    open: async (page) => {
      await page.goto('/command/plan');
      const unit = page.getByLabel('Vienība');
      const target = page.getByLabel('Kurp');
      for (const [n, text] of [[1, /^[ABC] VP-/], [2, /^Gaidīt/]] as [number, RegExp][]) {
        await expect(unit.locator('option').nth(5)).toBeAttached();
        await unit.selectOption({ index: n });
        const of = target.locator('option').filter({ hasText: text }).first();
        await target.selectOption((await of.getAttribute('value')) ?? '');
        await page.getByRole('button', { name: 'Pievienot plānam' }).click();
      }
      await expect(page.locator('.plan__moves li')).toHaveCount(2);
      await expect(page.locator('td.plan__new').first()).toBeVisible();
    },
  },
  {
    name: 'search',
    login: 'vp.dispecers',
    open: async (page) => {
      await page.goto('/search?q=iela');
      await expect(page.getByRole('region', { name: 'Atrastie notikumi' }).getByRole('row').nth(1)).toBeVisible();
    },
  },
  {
    name: 'account',
    login: 'vp.dispecers',
    open: async (page) => {
      await page.goto('/account');
      await expect(page.getByRole('heading', { name: 'Sesijas un ierīces' })).toBeVisible();
    },
  },
  { name: 'admin-types', login: 'vp.administrators', open: async (page) => void (await page.goto('/admin/types')) },
  {
    name: 'admin-institutions',
    login: 'vp.administrators',
    open: async (page) => {
      await page.goto('/admin/institutions');
      await page.getByRole('button', { name: /Rīgas pašvaldības policija/ }).first().click();
      await page.getByRole('combobox', { name: 'Pievienot teritoriju' }).fill('jelg');
      await expect(page.getByRole('listbox', { name: 'Pievienot teritoriju' }).getByRole('option').first()).toBeVisible();
    },
  },
  { name: 'admin-users', login: 'vp.administrators', open: async (page) => void (await page.goto('/admin/users')) },
];

const SIZES = { '': { width: 1440, height: 900 }, '-tablet': { width: 1024, height: 768 }, '-portrait': { width: 768, height: 1024 } };

// A call that is left in hand would be taken up again by the next screen of this desk.
test.afterEach(async ({ page }) => {
  if (test.info().title.startsWith('console-call')) await closeCalls(page);
});

for (const screen of SCREENS) {
  test(`${screen.name} is accessible, dark and light, on a desk and on a tablet`, async ({ page, accessible }) => {
    test.setTimeout(180_000);
    await logIn(page, screen.login);
    await screen.open(page);
    for (const [suffix, size] of Object.entries(SIZES)) {
      await page.setViewportSize(size);
      for (const scheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.waitForLoadState('networkidle');
        if (process.env.SCREENS) {
          mkdirSync(FOLDER, { recursive: true });
          await page.screenshot({ path: `${FOLDER}/${screen.name}${suffix}-${scheme}.png` });
        }
        await accessible();
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(overflow, `${screen.name}${suffix} scrolls sideways`).toBeLessThanOrEqual(0);
      }
    }
    // English is the longer language now and then: the same screen in it, where it is narrowest.
    await page.getByRole('button', { name: 'English', exact: true }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await accessible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, `${screen.name} scrolls sideways in English`).toBeLessThanOrEqual(0);
    if (process.env.SCREENS) {
      await page.setViewportSize(SIZES['']);
      await page.screenshot({ path: `${FOLDER}/${screen.name}-en.png` });
    }
  });
}
