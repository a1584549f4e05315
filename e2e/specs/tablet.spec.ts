// The officer's tablet in a real Chromium whose network is cut: nothing is lost, nothing is there twice, and a person is told.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrowserContext, Page, chromium } from '@playwright/test';
import { expect, test } from '../support';
import { PIN, RIGA, begin, installed, unlock } from '../support/tablet';

/** Everything the device holds, as the first form of the store kept it: the outbox whole. The keys are made from the PIN. */
async function backToFirstForm(page: Page): Promise<number> {
  return page.evaluate(async (pin) => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    const ask = <T>(request: IDBRequest<T>) =>
      new Promise<T>((done, failed) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => failed(request.error);
      });
    const opened = async (version: number, stores: string[]) => {
      const request = indexedDB.open('vnr.tablet', version);
      request.onupgradeneeded = () => stores.forEach((name) => request.result.createObjectStore(name));
      return ask(request);
    };
    const now = await opened(2, []);
    const read = now.transaction(['plain', 'kept', 'outbox']);
    const text = await ask<string>(read.objectStore('plain').get('door'));
    const kept = read.objectStore('kept');
    const [names, values] = [await ask(kept.getAllKeys()), await ask(kept.getAll())];
    const commands = read.objectStore('outbox');
    const [numbers, sealed] = [await ask(commands.getAllKeys()), await ask(commands.getAll())];
    const door = JSON.parse(text);
    const aes = (iv: BufferSource, name: string) => ({ name: 'AES-GCM', iv, additionalData: bytes(name) });
    const open = (key: CryptoKey, name: string, all: Uint8Array) => crypto.subtle.decrypt(aes(all.slice(0, 12), name), key, all.slice(12));
    const material = await crypto.subtle.importKey('raw', bytes(pin), 'PBKDF2', false, ['deriveKey']);
    const how = { name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(door.salt), iterations: door.rounds };
    const outer = await crypto.subtle.deriveKey(how, material, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
    const raw = await open(outer, 'key', new Uint8Array(door.wrapped));
    const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
    const entries = [];
    for (const [at, number] of numbers.entries()) {
      entries.push(JSON.parse(new TextDecoder().decode(await open(key, `outbox:${number}`, sealed[at]))));
    }
    const next = JSON.parse(new TextDecoder().decode(await open(key, 'next', values[names.indexOf('next')])));
    now.close();
    await ask(indexedDB.deleteDatabase('vnr.tablet'));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const whole = new Uint8Array(await crypto.subtle.encrypt(aes(iv, 'outbox'), key, bytes(JSON.stringify({ next, entries }))));
    const record = new Uint8Array(12 + whole.length);
    record.set(iv);
    record.set(whole, 12);
    const first = await opened(1, ['plain', 'kept']);
    const write = first.transaction(['plain', 'kept'], 'readwrite');
    write.objectStore('plain').put(text, 'door');
    names.forEach((name, at) => name === 'next' || write.objectStore('kept').put(values[at], name));
    write.objectStore('kept').put(record, 'outbox');
    await new Promise((done) => { write.oncomplete = done; });
    first.close();
    return entries.length;
  }, PIN);
}

/** Complaints of a browser whose network is cut on purpose: that something did not load is no surprise, anything else is. */
function listenOffline(context: BrowserContext, complaints: string[]): void {
  context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
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

type Found = { summary: { id: string; number: string; version: number }; description: string; persons: unknown[]; attachments: { size: number }[] };

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
    listenOffline(context, complaints);
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

test.describe('on one device', () => {
  test.use({ viewport: { width: 1024, height: 768 }, permissions: ['geolocation'], geolocation: RIGA });

  test('work that is not sent goes over into a newer form of the store', async ({ page, context }) => {
    test.setTimeout(120_000);
    const mark = `pāreja${randomUUID().slice(0, 8)}`;
    await begin(page);
    await installed(page);
    await context.setOffline(true);
    for (const n of [1, 2]) await file(page, `Notikums ${n} ${mark}`, `Ozola${n}`);
    // The interface is shut before the network is back: the page sends by itself at once, and nothing would be left to go over.
    await page.route('**/api/**', (route) => route.abort());
    await context.setOffline(false);
    await page.goto('/tablet');
    await expect(page.getByRole('heading', { name: 'Ierīce ir aizslēgta' })).toBeVisible();
    expect(await backToFirstForm(page)).toBe(2);
    await page.reload();
    await unlock(page);
    await page.getByRole('link', { name: /^Nosūtīšana/ }).click();
    await expect(page.getByRole('list', { name: 'Gaida nosūtīšanu' }).getByRole('listitem')).toHaveCount(2);
    await page.unroute('**/api/**');
    await page.getByRole('button', { name: 'Sūtīt tagad' }).click();
    await expect(page.getByText('viss nosūtīts')).toBeVisible({ timeout: 30_000 });
    expect((await found(page, mark)).length).toBe(2);
  });

  test('a wrong PIN opens nothing, and storage that was wiped is told', async ({ page, accessible }) => {
    await begin(page);
    await page.getByRole('button', { name: 'Aizslēgt' }).click();
    await expect(page.getByRole('heading', { name: 'Ierīce ir aizslēgta' })).toBeVisible();
    await page.getByLabel('PIN', { exact: true }).fill('999999');
    await page.getByRole('button', { name: 'Atslēgt' }).click();
    await expect(page.getByText('PIN nav pareizs.')).toBeVisible();
    await accessible();
    await unlock(page);
    await page.evaluate(() => new Promise((done) => { indexedDB.deleteDatabase('vnr.tablet').onsuccess = done; }));
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Šīs ierīces glabātuve ir iztukšota' })).toBeVisible();
    await accessible();
  });

  test('what is kept cannot be read from the disk, and a revoked device is erased at the next contact', async ({ page }) => {
    await begin(page);
    const kept = await page.evaluate(async () => {
      const request = indexedDB.open('vnr.tablet');
      const database = await new Promise<IDBDatabase>((done) => { request.onsuccess = () => done(request.result); });
      const all = database.transaction('kept').objectStore('kept').getAll();
      const values = await new Promise<Uint8Array[]>((done) => { all.onsuccess = () => done(all.result); });
      database.close();
      return values.map((value) => new TextDecoder('latin1').decode(value)).join('\n');
    });
    expect(kept.length).toBeGreaterThan(1000);
    expect(kept).not.toContain('incidents');
    const { csrf } = await (await page.request.get('/api/session')).json();
    const devices = await (await page.request.get('/api/devices')).json();
    const last = devices.sort((a: { seen_at: string }, b: { seen_at: string }) => b.seen_at.localeCompare(a.seen_at))[0];
    const headers = { 'x-csrf-token': csrf, 'idempotency-key': randomUUID() };
    const revoked = await page.request.post(`/api/devices/${last.id}/revoke`, { headers });
    expect(revoked.ok(), await revoked.text()).toBeTruthy();
    await expect(page.getByRole('heading', { name: 'Šī ierīce ir atsaukta' })).toBeVisible({ timeout: 30_000 });
    await page.reload();
    await expect(page.getByLabel('PIN vēlreiz')).toBeVisible();
  });

  test('a field that somebody else changed meanwhile becomes a card, and a person decides', async ({ page, context, accessible }) => {
    test.setTimeout(120_000);
    const mark = `pretruna${randomUUID().slice(0, 8)}`;
    await begin(page);
    await installed(page);
    await file(page, `Notikums ${mark}`, 'Liepa');
    await expect(page.getByText('viss nosūtīts')).toBeVisible();
    const [incident] = await found(page, mark);
    await expect(page.getByText(incident.summary.number)).toBeVisible({ timeout: 30_000 });
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Labot aprakstu' }).click();
    await page.getByLabel('Labot aprakstu').fill(`No planšetes ${mark}`);
    await page.getByRole('button', { name: 'Saglabāt labojumu' }).click();
    await expect(page.getByText('Bez tīkla')).toBeVisible();
    const { csrf } = await (await page.request.get('/api/session')).json();
    const headers = { 'x-csrf-token': csrf, 'idempotency-key': randomUUID() };
    const edit = { version: incident.summary.version, description: `No konsoles ${mark}` };
    const edited = await page.request.patch(`/api/incidents/${incident.summary.id}`, { data: edit, headers });
    expect(edited.ok(), await edited.text()).toBeTruthy();
    await context.setOffline(false);
    await page.getByRole('link', { name: /^Pretrunas/ }).click();
    const card = page.getByRole('form').or(page.locator('.tablet__card')).filter({ hasText: mark });
    await expect(async () => {
      await page.getByRole('link', { name: /^Nosūtīšana/ }).click();
      await page.getByRole('link', { name: /^Pretrunas/ }).click();
      await expect(card).toBeVisible({ timeout: 1_500 });
    }).toPass({ timeout: 30_000 });
    await expect(card).toContainText(`No konsoles ${mark}`);
    await accessible();
    await card.getByText(`No planšetes ${mark}`).click();
    await card.getByRole('button', { name: 'Izlemt' }).click();
    await expect(card).toBeHidden();
    expect((await found(page, mark)).map((i) => i.description)).toEqual([`No planšetes ${mark}`]);
  });
});
