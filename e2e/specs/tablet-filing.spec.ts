// Filing without a network: addresses, the parts that a type must have, sound and sketches, and an answer to the dispatcher.
import { randomUUID } from 'node:crypto';
import { Page, chromium } from '@playwright/test';
import { expect, listen, test } from '../support';
import { RIGA, begin, installed } from '../support/tablet';

test.use({ viewport: { width: 768, height: 1024 }, permissions: ['geolocation'], geolocation: RIGA });

const screen = (page: Page, name: RegExp) => page.getByRole('navigation').getByRole('link', { name }).click();

/** The device has the whole gazetteer of its ground. */
async function addressesKept(page: Page): Promise<void> {
  await screen(page, /^Nosūtīšana/);
  await expect(page.getByText(/Adreses bez tīkla: \d{4,}/)).toBeVisible({ timeout: 60_000 });
}

/** Takes the network away, and waits until the device has noticed. */
async function cut(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await screen(page, /^Nosūtīšana/);
  await page.getByRole('button', { name: 'Sūtīt tagad' }).click();
  await expect(page.getByText('Bez tīkla', { exact: true })).toBeVisible({ timeout: 30_000 });
}

/** Gives the network back, and waits until everything is in the register. */
async function back(page: Page): Promise<void> {
  await page.context().setOffline(false);
  await expect(page.getByText('viss nosūtīts')).toBeVisible({ timeout: 60_000 });
}

async function kind(page: Page, words: string): Promise<void> {
  await page.locator('#type_code').fill(words);
  await page.getByRole('option').first().click();
}

type Found = {
  summary: { id: string; address: string };
  place: { address: string; address_code: string | null; source: string };
  notes: { text: string }[];
  attachments: { name: string; media_type: string; size: number }[];
};

async function found(page: Page, words: string): Promise<Found[]> {
  const list = (await (await page.request.get(`/api/incidents?q=${encodeURIComponent(words)}`)).json()).items;
  return Promise.all(list.map(async (row: { id: string }) => (await page.request.get(`/api/incidents/${row.id}`)).json()));
}

/** Complaints of a browser whose network is cut on purpose are no surprise. */
test.afterEach(({ complaints }) => {
  const others = complaints.filter((text) => !text.startsWith('Failed to load resource'));
  complaints.splice(0, complaints.length, ...others);
});

test('an address is found as one types and by the own position, without a network', async ({ page, accessible }) => {
  test.setTimeout(150_000);
  const mark = `adrese${randomUUID().slice(0, 8)}`;
  await begin(page);
  await installed(page);
  await addressesKept(page);
  await cut(page);
  await screen(page, /^Reģistrēt/);
  await page.getByRole('button', { name: 'Mana atrašanās vieta' }).click();
  await expect(page.locator('#place-address')).toHaveValue(/, Rīga$/);
  await expect(page.getByText('Rīga · Valstspilsēta', { exact: false })).toBeVisible();
  await page.locator('#place-address').fill('barona 1');
  await page.getByRole('option', { name: /^Krišjāņa Barona iela 1, Rīga/ }).click();
  await expect(page.locator('#place-address')).toHaveValue('Krišjāņa Barona iela 1, Rīga');
  await kind(page, 'troksn');
  await page.getByLabel('Kas noticis').fill(`Skaļa mūzika ${mark}`);
  await accessible();
  await page.getByRole('button', { name: 'Reģistrēt notikumu' }).click();
  await expect(page.getByText('vēl nav nosūtīts').first()).toBeVisible();
  await back(page);
  await expect.poll(async () => (await found(page, mark)).length).toBe(1);
  const [incident] = await found(page, mark);
  expect(incident.place.address).toBe('Krišjāņa Barona iela 1, Rīga');
  expect([incident.place.source, incident.place.address_code]).toEqual(['address', expect.any(String)]);
});

test('a type tells what it must have, begins the description, and what is filed without says so', async ({ page, accessible }) => {
  test.setTimeout(120_000);
  const mark = `nepilns${randomUUID().slice(0, 8)}`;
  await begin(page);
  await installed(page);
  await cut(page);
  await screen(page, /^Reģistrēt/);
  await page.getByRole('button', { name: 'Mana atrašanās vieta' }).click();
  await kind(page, 'bez cietušajiem');
  const wanted = page.getByRole('region', { name: 'Obligātās daļas' });
  await expect(wanted.getByRole('listitem')).toHaveText([/notikuma laiks.*trūkst/, /apraksts.*trūkst/, /persona.*trūkst/, /transportlīdzeklis.*trūkst/, /pielikums.*trūkst/]);
  await expect(page.getByLabel('Kas noticis')).toHaveValue(/^Norise:\nBojājumi:/);
  await page.getByLabel('Kas noticis').fill(`Norise: sadūrās divi auto ${mark}`);
  await page.getByRole('button', { name: 'Pievienot personu' }).click();
  await page.getByLabel('Uzvārds').fill('Kalniņš');
  await expect(wanted.getByRole('listitem').filter({ hasText: 'ir' })).toHaveCount(2);
  await accessible();
  await page.getByRole('button', { name: 'Reģistrēt notikumu' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Vēl trūkst: notikuma laiks, transportlīdzeklis' })).toBeVisible();
  await page.getByRole('button', { name: 'Reģistrēt nepilnu' }).click();
  await expect(page.getByText('vēl nav nosūtīts').first()).toBeVisible();
  await back(page);
  await expect.poll(async () => (await found(page, mark)).length).toBe(1);
  const [incident] = await found(page, mark);
  expect(incident.notes.map((note) => note.text)).toContainEqual(expect.stringMatching(/^Reģistrēts nepilns\. Trūkst: notikuma laiks, transportlīdzeklis/));
});

test('a sketch and a sound made without a network arrive once, and one that was cancelled does not', async ({ server, complaints }) => {
  test.setTimeout(150_000);
  const launch = test.info().project.use.launchOptions as { executablePath?: string; args?: string[] };
  const args = [...(launch.args ?? []), '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
  const browser = await chromium.launch({ ...launch, args });
  const context = await browser.newContext({
    baseURL: server.url, locale: 'lv-LV', timezoneId: 'Europe/Riga', viewport: { width: 768, height: 1024 },
    permissions: ['geolocation', 'microphone'], geolocation: RIGA,
  });
  listen(context, complaints);
  const page = await context.newPage();
  const mark = `skice${randomUUID().slice(0, 8)}`;
  await begin(page);
  await installed(page);
  await cut(page);
  await screen(page, /^Reģistrēt/);
  await page.getByRole('button', { name: 'Mana atrašanās vieta' }).click();
  await kind(page, 'troksn');
  await page.getByLabel('Kas noticis').fill(`Shēma ${mark}`);
  const waiting = page.locator('.tablet__row').filter({ hasText: 'gaida nosūtīšanu' });
  for (const kept of [1, 2]) {
    await page.getByRole('button', { name: 'Zīmēt skici' }).click();
    const paper = page.getByRole('img', { name: /^Papīrs skicei/ });
    await paper.scrollIntoViewIfNeeded();
    const box = (await paper.boundingBox())!;
    await page.getByRole('button', { name: 'Sarkana' }).click();
    await page.mouse.move(box.x + 60, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 260, box.y + 60 * kept, { steps: 8 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Pievienot skici' }).click();
    await expect(waiting).toHaveCount(kept);
  }
  await page.getByRole('button', { name: 'Ierakstīt skaņu' }).click();
  await expect(page.getByRole('button', { name: /^Beigt ierakstu \(0:0[2-9]\)/ })).toBeVisible();
  await page.getByRole('button', { name: /^Beigt ierakstu/ }).click();
  await expect(waiting).toHaveCount(3);
  await page.getByRole('button', { name: 'Reģistrēt notikumu' }).click();
  await expect(page.getByText('vēl nav nosūtīts').first()).toBeVisible();
  await screen(page, /^Nosūtīšana/);
  const first = page.getByRole('listitem').filter({ hasText: 'skice' }).first();
  await first.getByRole('button', { name: 'Nesūtīt' }).click();
  await first.getByRole('button', { name: 'Tiešām izmest?' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'skice' })).toHaveCount(1);
  await back(page);
  await expect.poll(async () => (await found(page, mark))[0]?.attachments.length).toBe(2);
  const [incident] = await found(page, mark);
  const types = incident.attachments.map((file) => file.media_type).sort();
  expect(types).toEqual(['audio/webm', 'image/png']);
  expect(incident.attachments.every((file) => file.size > 500)).toBe(true);
  await browser.close();
});

test('an officer answers the dispatcher without a network', async ({ page }) => {
  test.setTimeout(120_000);
  const mark = `ziņa${randomUUID().slice(0, 8)}`;
  await begin(page, 'vp.inspektors');
  await installed(page);
  await cut(page);
  await screen(page, /^Mans darbs/);
  await page.getByRole('button', { name: 'Rakstīt dispečeram' }).click();
  await page.getByLabel('Ziņa dispečeram').fill(`Esam pagrabā ${mark}`);
  await page.getByRole('button', { name: 'Nosūtīt ziņu' }).click();
  await expect(page.locator('.tablet__message').filter({ hasText: mark })).toContainText('vēl nav nosūtīts');
  await back(page);
  await expect(page.locator('.tablet__message').filter({ hasText: mark })).toHaveCount(1);
  await expect(page.locator('.tablet__message').filter({ hasText: mark })).not.toContainText('vēl nav nosūtīts');
});
