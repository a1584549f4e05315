// The officer's device: logging in on it, its PIN, and whether it is ready to be without a network.
import { Page, expect } from '@playwright/test';
import { PASSWORD } from './people';

export const PIN = '204731';
export const RIGA = { latitude: 56.9512, longitude: 24.1131, accuracy: 12 };

/** Logs an officer in on a new device and gives it its PIN. */
export async function begin(page: Page, login = 'vp.inspektors'): Promise<void> {
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

/** Opens a locked device. */
export async function unlock(page: Page): Promise<void> {
  await page.getByLabel('PIN', { exact: true }).fill(PIN);
  await page.getByRole('button', { name: 'Atslēgt' }).click();
  await expect(page.getByRole('navigation', { name: 'Galvenā izvēlne' })).toBeVisible();
}

/** The worker has the whole shell and the map: from here on the application starts without a network. */
export async function installed(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const here = async () => navigator.serviceWorker.controller && (await caches.match('/map/riga-houses.json'));
    while (!(await here())) await new Promise((again) => setTimeout(again, 50));
  });
}
