// The officer's tablet in a real Chromium whose network is cut: nothing is lost, nothing is there twice, and a person is told.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrowserContext, Page, chromium } from '@playwright/test';
import { expect, listen, test } from '../support';
import { PASSWORD } from '../support/people';

const PIN = '204731';
const RIGA = { latitude: 56.9512, longitude: 24.1131, accuracy: 12 };

/** Logs an officer in on a new device and gives it its PIN. */
async function begin(page: Page, login = 'vp.inspektors'): Promise<void> {
  await page.goto('/tablet');
  await page.getByLabel('Lietotājvārds').fill(login);
  await page.getByLabel('Parole').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByLabel('PIN', { exact: true }).fill(PIN);
  await page.getByLabel('PIN vēlreiz').fill(PIN);
  await page.getByRole('button', { name: 'Turpināt' }).click();
  await expect(page.getByText('Sazinās')).toBeVisible();
  await expect(page.getByText('viss nosūtīts')).toBeVisible();
}

async function unlock(page: Page): Promise<void> {
  await page.getByLabel('PIN', { exact: true }).fill(PIN);
  await page.getByRole('button', { name: 'Atslēgt' }).click();
  await expect(page.getByRole('navigation', { name: 'Galvenā izvēlne' })).toBeVisible();
}

/** The worker has the whole shell and the map: from here on the application starts without a network. */
async function installed(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const here = async () => navigator.serviceWorker.controller && (await caches.match('/map/riga-houses.json'));
    while (!(await here())) await new Promise((again) => setTimeout(again, 50));
  });
}

/** A picture larger than is sent. */
async function picture(page: Page): Promise<Buffer> {
  const text = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [3000, 2000];
    const context = canvas.getContext('2d')!;
    for (let i = 0; i < 200; i += 1) {
      context.fillStyle = `hsl(${i * 7} 60% 50%)`;
      context.fillRect((i * 97) % 3000, (i * 61) % 2000, 300, 200);
    }
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1];
  });
  return Buffer.from(text, 'base64');
}

/** Files an incident with a person and, if given, a photo; returns when the device has taken it. */
async function file(page: Page, description: string, surname: string, photo?: Buffer): Promise<void> {
  await page.getByRole('link', { name: /^Reģistrēt/ }).click();
  await page.getByRole('button', { name: 'Mana atrašanās vieta' }).click();
  await page.getByRole('group', { name: 'Biežākie veidi' }).getByRole('button').first().click();
  await page.getByLabel('Kas noticis').fill(description);
  await page.getByRole('button', { name: 'Pievienot personu' }).click();
  await page.getByLabel('Vārds', { exact: true }).fill('Anna');
  await page.getByLabel('Uzvārds').fill(surname);
  if (photo) {
    await page.getByLabel('Pievienot fotogrāfijas').setInputFiles({ name: 'vieta.jpg', mimeType: 'image/jpeg', buffer: photo });
    await expect(page.getByText('gaida nosūtīšanu')).toBeVisible();
  }
  await page.getByRole('button', { name: 'Reģistrēt notikumu' }).click();
  await expect(page.getByText('vēl nav nosūtīts').first()).toBeVisible();
}

type Found = { id: string; number: string; description: string; persons: unknown[]; attachments: { size: number }[] };

/** What the register has under these words. */
async function found(page: Page, words: string): Promise<Found[]> {
  const answer = await page.request.get(`/api/incidents?q=${encodeURIComponent(words)}`);
  expect(answer.ok(), await answer.text()).toBeTruthy();
  const list = (await answer.json()).items;
  return Promise.all(list.map(async (row: { id: string }) => (await page.request.get(`/api/incidents/${row.id}`)).json()));
}

test('work of a day without a network is in the register once, through a closed browser and a dead server', async ({ server, complaints }) => {
  test.setTimeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), 'vnr-tablet-'));
  const options = {
    ...(test.info().project.use as object),
    baseURL: server.url, locale: 'lv-LV', timezoneId: 'Europe/Riga', viewport: { width: 1024, height: 768 },
    permissions: ['geolocation'], geolocation: RIGA,
    executablePath: (test.info().project.use.launchOptions as { executablePath?: string }).executablePath,
    args: (test.info().project.use.launchOptions as { args?: string[] }).args,
  };
  const open = async (): Promise<[BrowserContext, Page]> => {
    const context = await chromium.launchPersistentContext(folder, options);
    listen(context, complaints);
    return [context, context.pages()[0] ?? (await context.newPage())];
  };
  const mark = `planšete${randomUUID().slice(0, 8)}`;

  let [context, page] = await open();
  await begin(page);
  await installed(page);
  const photo = await picture(page);
  await context.setOffline(true);
  for (const n of [1, 2, 3]) await file(page, `Notikums ${n} ${mark}`, `Bērziņa${n}`, n < 3 ? photo : undefined);
  await expect(page.getByText('Bez tīkla')).toBeVisible();
  await page.close();
  await context.close();

  // The browser is started anew, and there is still no network.
  [context, page] = await open();
  await context.setOffline(true);
  await page.goto('/tablet');
  await unlock(page);
  await page.getByRole('link', { name: /^Nosūtīšana/ }).click();
  const items = page.getByRole('list', { name: 'Gaida nosūtīšanu' }).getByRole('listitem');
  await expect(items).toHaveCount(5);
  await page.getByRole('navigation').getByRole('link', { name: 'Mans darbs' }).click();
  await page.getByRole('link', { name: new RegExp(`Notikums 2 ${mark}`) }).click();
  await page.getByRole('button', { name: 'Labot aprakstu' }).click();
  await page.getByLabel('Labot aprakstu').fill(`Notikums 2 labots ${mark}`);
  await page.getByRole('button', { name: 'Saglabāt labojumu' }).click();
  await expect(page.getByText(`Notikums 2 labots ${mark}`)).toBeVisible();

  await server.crash();
  await context.setOffline(false);
  await expect(page.getByText('viss nosūtīts')).toBeVisible({ timeout: 60_000 });
  const incidents = (await found(page, mark)).sort((a, b) => a.description.localeCompare(b.description));
  expect(incidents.map((i) => i.description)).toEqual([
    `Notikums 1 ${mark}`, `Notikums 2 labots ${mark}`, `Notikums 3 ${mark}`,
  ]);
  expect(incidents.map((i) => i.persons.length)).toEqual([1, 1, 1]);
  expect(incidents.map((i) => i.attachments.length)).toEqual([1, 1, 0]);
  await context.close();
  rmSync(folder, { recursive: true, force: true });
});
