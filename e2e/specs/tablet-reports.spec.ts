// Field reports and checks from the officer's tablet to the commander's desk and back, with the network cut in between.
import { randomUUID } from 'node:crypto';
import { Page } from '@playwright/test';
import { expect, listen, test } from '../support';
import { PASSWORD } from '../support/people';
import { RIGA, begin, installed } from '../support/tablet';

test.use({ viewport: { width: 390, height: 844 }, permissions: ['geolocation'], geolocation: RIGA });

/** Sends a command with the page's own session. */
async function command(page: Page, path: string, data: object) {
  const { csrf } = await (await page.request.get('/api/session')).json();
  const headers = { 'x-csrf-token': csrf, 'idempotency-key': randomUUID() };
  const answer = await page.request.post(path, { data, headers });
  expect(answer.ok(), await answer.text()).toBeTruthy();
}

/** Files an incident with a person of that surname; returns its id. */
async function incident(page: Page, description: string, surname: string): Promise<string> {
  const id = randomUUID();
  const place = { lat: RIGA.latitude, lon: RIGA.longitude, source: 'map', address: 'Brīvības iela 1, Rīga' };
  const { code } = (await (await page.request.get('/api/types')).json()).find((type: { selectable: boolean }) => type.selectable);
  await command(page, '/api/incidents', { id, type_code: code, channel: 'own_observation', place, description });
  const detail = { names: [{ given: 'Anna', surname }] };
  await command(page, `/api/incidents/${id}/persons`, { id: randomUUID(), person_id: randomUUID(), role: 'witness', detail });
  return id;
}

type Report = { id: string; title: string; state: string; incident?: string; supplements?: { text: string }[] };

async function own(page: Page, title: string): Promise<Report[]> {
  const all: Report[] = await (await page.request.get('/api/reports?own=true')).json();
  return all.filter((report) => report.title === title);
}

test('what an officer writes in a cellar is checked and locked at a desk, and then only added to', async ({ page, context, browser, baseURL, complaints, accessible }) => {
  test.setTimeout(180_000);
  const mark = randomUUID().slice(0, 8);
  // What has a digit is looked for as a code.
  const surname = `Liepa${mark.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)])}`;
  const title = `Apgaita ${mark}`;
  await begin(page);
  await installed(page);
  const id = await incident(page, `Notikums ${mark}`, surname);
  const line = page.getByRole('link', { name: new RegExp(`Notikums ${mark}`) });
  await expect(line).toBeVisible({ timeout: 30_000 });
  await context.setOffline(true);

  await line.click();
  await page.getByRole('button', { name: 'Rakstīt ziņojumu' }).click();
  await page.getByLabel('Par ko ir ziņojums').fill(title);
  await page.getByLabel('Kas novērots un darīts').fill('Pagrabā neviena nav.');
  await expect(page.getByText(/^Saglabāts ierīcē/)).toBeVisible();
  await accessible();
  await page.getByRole('button', { name: 'Sūtīt pārbaudei' }).click();
  await expect(page.getByRole('link', { name: new RegExp(title) })).toContainText('gaida nosūtīšanu');

  await page.getByRole('navigation').getByRole('link', { name: 'Pārbaude' }).click();
  await page.getByRole('button', { name: 'Numurzīme' }).click();
  await page.getByLabel('Numurzīme', { exact: true }).fill(`ZZ${mark}`);
  await page.getByRole('button', { name: 'Satiksmes kontrole' }).click();
  await page.getByRole('button', { name: 'Pārbaudīt', exact: true }).click();
  await expect(page.getByText(/Reģistrs NAV pārbaudīts/)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('Nekas nav atrasts.')).toBeVisible();
  await accessible();

  await context.setOffline(false);
  await expect(page.getByText('viss nosūtīts')).toBeVisible({ timeout: 60_000 });
  await expect.poll(async () => (await own(page, title)).map((report) => report.incident)).toEqual([id]);

  // With a network the same screen asks the register, which finds the person.
  await page.getByRole('button', { name: 'Persona', exact: true }).click();
  await page.getByLabel('Vārds, uzvārds vai personas kods').fill(surname);
  await page.getByRole('button', { name: 'Personas noskaidrošana' }).click();
  await page.getByRole('button', { name: 'Pārbaudīt', exact: true }).click();
  await expect(page.getByText(/^Pārbaudīts reģistrā/)).toBeVisible();
  await expect(page.getByRole('article')).toContainText(`Anna ${surname}`);
  await expect(page.getByRole('article')).toContainText('Liecinieks');

  // The commander has the incident open and checks what the officer wrote.
  const desk = await browser.newContext({ baseURL, locale: 'lv-LV', timezoneId: 'Europe/Riga' });
  listen(desk, complaints);
  const commander = await desk.newPage();
  await commander.goto(`/incidents/${id}`);
  await commander.getByLabel('Lietotājvārds').fill('vp.komandieris');
  await commander.getByLabel('Parole').fill(PASSWORD);
  await commander.keyboard.press('Enter');
  const panel = commander.getByRole('region', { name: 'Dienesta ziņojumi' });
  await expect(panel).toContainText('gaida pārbaudi');
  await panel.getByRole('button', { name: `Atvērt ziņojumu: ${title}` }).click();
  await expect(panel).toContainText('Pagrabā neviena nav.');
  await panel.getByRole('button', { name: 'Pārbaudīts, pareizi' }).click();
  await panel.getByRole('button', { name: 'Slēgt ziņojumu' }).click();
  await expect(panel.getByText('slēgts', { exact: true })).toBeVisible();
  await accessible(commander);

  await page.getByRole('navigation').getByRole('link', { name: 'Ziņojumi' }).click();
  const mine = page.getByRole('link', { name: new RegExp(title) });
  await expect(mine).toContainText('slēgts', { timeout: 30_000 });
  await mine.click();
  await page.getByLabel('Papildinājums', { exact: true }).fill(`Saņemts ieraksts ${mark}`);
  await page.getByRole('button', { name: 'Pievienot papildinājumu' }).click();
  await expect(page.getByText('viss nosūtīts')).toBeVisible();
  // The desk sees it without doing anything.
  await expect(panel).toContainText(`Saņemts ieraksts ${mark}`, { timeout: 30_000 });
  expect((await own(page, title)).length).toBe(1);
  await desk.close();

  // Both checks are on record, each with its purpose.
  const audit = await browser.newContext({ baseURL });
  const session = await audit.request.post('/api/session', { data: { login: 'vp.auditors', password: PASSWORD } });
  expect(session.ok(), await session.text()).toBeTruthy();
  const journal = await (await audit.request.get('/api/journal?limit=200')).json();
  const checks = (journal.items as { kind: string; payload: { check?: { q: string; purpose: string } } }[])
    .filter((entry) => entry.kind.startsWith('check.') && [surname, `ZZ${mark}`].includes(entry.payload.check?.q ?? ''))
    .map((entry) => [entry.kind, entry.payload.check?.purpose]);
  expect(checks.sort()).toEqual([
    ['check.made', 'Personas noskaidrošana'],
    ['check.made_offline', 'Satiksmes kontrole'],
  ]);
  await audit.close();
});
