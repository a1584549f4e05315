// The work of a dispatcher at the console: a whole call by keyboard alone, with the keys counted; what a screen reader finds;
// layouts that come back; presence.
import { Locator, Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { expect, test } from '../support';
import { card, closeCalls } from '../support/calls';
import { file, logIn, person, row } from '../support/people';

/** Counts every key that is pressed. */
class Hands {
  keys = 0;
  constructor(readonly page: Page) {}

  async press(key: string): Promise<void> {
    this.keys += 1;
    await this.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    this.keys += text.length;
    await this.page.keyboard.type(text);
  }

  /** A typed line, and Enter once it is understood. */
  async line(text: string): Promise<void> {
    await this.press('.');
    await expect(this.page.locator('#command-line')).toBeFocused();
    await this.type(text);
    await expect(this.page.locator('.line__ready')).toBeVisible();
    await this.press('Enter');
    await expect(this.page.locator('#command-line')).toHaveValue('');
    // Escape gives the keys back to the screen.
    await this.press('Escape');
  }
}

// A call that is left in hand would be taken up again by the next test at this desk.
test.afterEach(({ page }) => closeCalls(page));

const PLACE = { address: 'barona 1', takes: 'Krišjāņa Barona iela 1', type: 'kautins' };
const worked = (page: Page) => page.getByRole('region', { name: 'Izvēlētais notikums' });

test('a dispatcher works a whole call by keyboard alone', async ({ page, request }) => {
  test.setTimeout(120_000);
  await logIn(page, 'vp.dispecers');
  await expect(page.getByText('Tiešsaistē')).toBeVisible();
  await closeCalls(page);
  await card(request);
  const waiting = page.getByRole('region', { name: 'Zvani', exact: true });
  await expect(waiting).toContainText('Krišjāņa Barona iela 14');
  // It came as a row: the focus is where it was.
  await expect(page.locator('body')).toBeFocused();

  const hands = new Hands(page);
  await hands.press('w');
  const form = page.getByRole('form', { name: 'Zvans darbā' });
  await expect(form).toBeVisible();
  await expect(form).toContainText('±35 m');
  // The place: the address of the card, chosen from the gazetteer.
  const address = page.locator('#place-address');
  await expect(address).toBeFocused();
  await expect(address).toHaveValue('Krišjāņa Barona iela 14, Rīga');
  await hands.press('Space');
  await expect(form.getByRole('option').first()).toContainText('Barona iela 14');
  await hands.press('Enter');
  // The type.
  const kind = page.locator('#type_code');
  for (let i = 0; i < 8 && !(await kind.evaluate((e) => e === document.activeElement)); i += 1) await hands.press('Tab');
  await hands.type('kaut');
  await expect(form.getByRole('option', { name: /Kautiņš/ }).first()).toBeVisible();
  await hands.press('Enter');
  await expect(page.locator('#description')).toBeFocused();
  const filed = page.waitForResponse((r) => r.url().endsWith('/api/incidents') && r.request().method() === 'POST');
  await hands.press('Control+Enter');
  const { number } = (await (await filed).json()).incident;
  await expect(form).toBeHidden();
  await expect(worked(page)).toContainText(number);

  // Who goes.
  const proposals = page.getByRole('region', { name: 'Kas brauc' });
  await expect(proposals.getByRole('button', { name: /Pieņemt ieteikumu/ })).toBeEnabled();
  await hands.press('e');
  const sent = page.getByRole('group', { name: 'Nosūtītās vienības' }).getByRole('button');
  await expect(sent.first()).toBeVisible();
  await expect(row(page, number)).toContainText('Nodots izpildei');
  const units = (await sent.filter({ hasNotText: 'Atbrīvot' }).allTextContents()).map((sign) => sign.trim());

  await hands.line('p Zvanītāja gaida pie veikala durvīm');
  await expect(worked(page)).toContainText('Zvanītāja gaida pie veikala durvīm');
  for (const unit of units) await hands.line(`st "${unit}" vietā`);
  await expect(row(page, number)).toContainText('Izpildē');
  for (const unit of units) await hands.line(`st "${unit}" brīva`);
  await expect(row(page, number)).toContainText('Izpildīts');
  await hands.line('sl Izlīguši, pretenziju nav');
  await expect(row(page, number)).toHaveCount(0);

  test.info().annotations.push({ type: 'keys', description: String(hands.keys) });
  console.log(`a whole call, from the card to the close: ${hands.keys} keys with ${units.length} unit(s)`);
  expect(hands.keys).toBeLessThanOrEqual(80 + 40 * units.length);
});

test('a line that is not understood does nothing and says what would be right', async ({ page }) => {
  await logIn(page, 'vp.dispecers');
  await page.keyboard.press('.');
  await page.keyboard.type('sutti 1 uz 1');
  const reading = page.locator('#line-reading');
  await expect(reading).toContainText('Nav darbības „sutti”');
  await page.keyboard.press('Enter');
  await expect(page.locator('#command-line')).toHaveValue('sutti 1 uz 1');
});

test('the console with a call is accessible', async ({ page, request, accessible }) => {
  await logIn(page, 'vp.dispecers');
  await closeCalls(page);
  await card(request, { address: 'Brīvības iela 1, Rīga' });
  await expect(page.getByRole('region', { name: 'Zvani', exact: true })).toContainText('Brīvības iela 1');
  await page.keyboard.press('w');
  await expect(page.getByRole('form', { name: 'Zvans darbā' })).toBeVisible();
  for (const scheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await accessible();
  }
});

test('a screen reader finds the regions of the console by name', async ({ page }) => {
  await logIn(page, 'vp.dispecers');
  await expect(page.getByText('Tiešsaistē')).toBeVisible();
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Dispečera konsole" [level=1]
      - combobox "Izkārtojums"
      - button "Izkārtot"
      - region "Zvani":
        - heading "Zvani" [level=2]
      - region "Atvērtie notikumi":
        - search "Sašaurināt sarakstu"
        - listbox "Atvērtie notikumi"
      - application "Karte"
      - region "Izvēlētais notikums"
      - region "Vienības":
        - heading "Vienības" [level=2]
        - listbox "Vienības"
      - region "Taimeri":
        - heading "Taimeri" [level=2]
      - region "Ziņas":
        - heading "Ziņas" [level=2]
      - region "Komandrinda":
        - combobox "Komandrinda"
  `);
});

test('a layout has a name and comes back at another desk', async ({ page, browser, baseURL, complaints }) => {
  await logIn(page, 'vp.komandieris');
  await page.getByRole('button', { name: 'Izkārtot' }).click();
  await page.getByRole('combobox', { name: 'Ziņas: kolonna' }).selectOption({ label: 'Nerādīt' });
  await expect(page.getByRole('region', { name: 'Ziņas' })).toHaveCount(0);
  await page.getByLabel('Nosaukums').fill('Nakts');
  const kept = page.waitForResponse((r) => r.url().includes('/api/layouts/') && r.request().method() === 'PUT');
  await page.getByRole('button', { name: 'Saglabāt kā jaunu' }).click();
  expect((await kept).status()).toBe(200);

  const elsewhere = await person(browser, baseURL, 'vp.komandieris', complaints);
  await expect(elsewhere.getByRole('combobox', { name: 'Izkārtojums' })).toHaveValue(/.+/);
  await expect(elsewhere.getByRole('region', { name: 'Ziņas' })).toHaveCount(0);
  await elsewhere.getByRole('combobox', { name: 'Izkārtojums' }).selectOption({ label: 'Parastais izkārtojums' });
  await expect(elsewhere.getByRole('region', { name: 'Ziņas' })).toBeVisible();
  await elsewhere.context().close();
});

test('two people on one record see each other, and where the other types', async ({ page, browser, baseURL, complaints }) => {
  await logIn(page, 'vp.registrators');
  const other = await person(browser, baseURL, 'vp.komandieris', complaints);
  const id = await page.getByRole('listbox', { name: 'Atvērtie notikumi' }).getByRole('option').first().getAttribute('id');
  await page.locator(`#${id}`).click();
  await other.locator(`#${id}`).click();
  await expect(worked(other).locator('.others .chip')).toHaveCount(1);
  await page.getByRole('textbox', { name: 'Piezīme žurnālam' }).focus();
  await expect(worked(other).locator('.others')).toContainText('raksta');
  await page.getByRole('link', { name: /^Meklēšana/ }).click();
  await expect(worked(other).locator('.others .chip')).toHaveCount(0);
  await other.context().close();
});

/** Drags from the middle of one thing to the middle of another, as a hand does. */
async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  await from.hover();
  await page.mouse.down();
  await to.hover();
  await to.hover();
  await page.mouse.up();
}

test('a unit is dragged onto an incident, and a button does the same', async ({ page }) => {
  await logIn(page, 'vp.dispecers');
  const number = await file(page, { ...PLACE, description: 'Velk vienību uz notikumu' });
  const unit = page.getByRole('listbox', { name: 'Vienības' }).getByRole('option').filter({ hasText: 'Brīva' }).first();
  const sign = (await unit.locator('.mono').first().textContent())!.trim();
  await drag(page, unit, row(page, number));
  const sent = page.getByRole('group', { name: 'Nosūtītās vienības' });
  await expect(sent.getByRole('button', { name: sign })).toBeVisible();
  // The way without dragging, there and back.
  const detail = page.locator('.unitdetail');
  await detail.getByRole('button', { name: 'Atbrīvot no izvēlētā' }).click();
  await expect(sent.getByRole('button', { name: sign })).toHaveCount(0);
  await detail.getByRole('button', { name: 'Sūtīt uz izvēlēto' }).click();
  await expect(sent.getByRole('button', { name: sign })).toBeVisible();
  await detail.getByRole('button', { name: 'Atbrīvot no izvēlētā' }).click();
  await expect(sent.getByRole('button', { name: sign })).toHaveCount(0);
});

test('a unit from the list is dropped on a mark of the map', async ({ page }) => {
  await logIn(page, 'vp.dispecers');
  // A place where nothing else is, in the middle of the map.
  const [lat, lon] = [57.2 + Math.random() / 20, 25.9 + Math.random() / 20];
  const { csrf } = await (await page.request.get('/api/session')).json();
  const place = { lat, lon, source: 'map', address: 'Pie ezera' };
  const answer = await page.request.post('/api/incidents', {
    headers: { 'x-csrf-token': csrf, 'idempotency-key': randomUUID() },
    data: { id: randomUUID(), channel: 'telephone', place, type_code: 'order.fight', description: 'Velk uz kartes' },
  });
  expect(answer.ok(), await answer.text()).toBeTruthy();
  const { number } = (await answer.json()).incident;
  await page.evaluate((view) => sessionStorage.setItem('vnr.map.view', view), `${lat} ${lon} 15`);
  await page.reload();
  await expect(row(page, number)).toBeVisible();
  const unit = page.getByRole('listbox', { name: 'Vienības' }).getByRole('option').filter({ hasText: 'Brīva' }).first();
  const sign = (await unit.locator('.mono').first().textContent())!.trim();
  await drag(page, unit, page.getByRole('application', { name: 'Karte' }));
  const sent = page.getByRole('group', { name: 'Nosūtītās vienības' });
  await expect(sent.getByRole('button', { name: sign })).toBeVisible();
  await expect(worked(page)).toContainText(number);
  // From its own mark, beside every incident: nothing is ordered. Then back off.
  await page.getByRole('button', { name: 'Atsaukt pēdējo' }).click();
  await expect(sent.getByRole('button', { name: sign })).toHaveCount(0);
});

test('a call is taken, put back and closed by buttons and lines alike, and each is taken back', async ({ page, request }) => {
  await logIn(page, 'vp.dispecers');
  await closeCalls(page);
  await card(request);
  const calls = page.getByRole('region', { name: 'Zvani', exact: true });
  const form = page.getByRole('form', { name: 'Zvans darbā' });
  const undo = page.getByRole('button', { name: 'Atsaukt pēdējo' });
  const take = calls.getByRole('button', { name: 'Pieņemt', exact: true });
  await take.hover();
  await expect(take).toHaveAttribute('title', /^ņemt \S+$/);
  await take.click();
  await expect(form).toBeVisible();
  const silent = form.getByRole('button', { name: 'Nejaušs zvans' });
  await silent.hover();
  await expect(silent).toHaveAttribute('title', /^izbeigt \S+ \S+$/);
  await silent.click();
  await expect(calls.getByRole('listitem')).toHaveCount(0);
  await expect(page.locator('#line-reading')).toContainText('Slēgts zvans');
  // Back in hand, and then back among those that wait.
  await undo.click();
  await expect(form).toBeVisible();
  await undo.click();
  await expect(form).toBeHidden();
  await expect(take).toBeVisible();
  await page.keyboard.press('Escape');
  const hands = new Hands(page);
  await hands.line('ņemt');
  await expect(form).toBeVisible();
  // The form has the keys now; the pointer takes them from it.
  await page.locator('#command-line').click();
  await hands.press('Escape');
  await hands.line('atlikt');
  await expect(take).toBeVisible();
});

test('buttons say the line that does the same, and what they did is taken back like a typed one', async ({ page }) => {
  await logIn(page, 'vp.dispecers');
  const number = await file(page, { ...PLACE, description: 'Pogas un rindas' });
  const title = async (name: string) => {
    const button = worked(page).getByRole('button', { name, exact: true });
    await button.hover();
    return button.getAttribute('title');
  };
  const short = number.match(/(\d+)$/)![1].replace(/^0+/, '');
  await expect.poll(() => title('Slēgt')).toMatch(new RegExp(`^slēgt .*${short}`));
  await expect.poll(() => title('Pievienot citu…')).toBe('apvienot');
  await page.getByRole('textbox', { name: 'Piezīme žurnālam' }).fill('Liecinieks gaida');
  await expect.poll(() => title('Pievienot')).toMatch(/^piezīme .*Liecinieks gaida/);
  await page.keyboard.press('Enter');
  await expect(worked(page).locator('.log')).toContainText('Liecinieks gaida');
  await page.getByRole('button', { name: 'Atsaukt pēdējo' }).click();
  await expect(page.getByText('Pēdējā darbība atsaukta.')).toBeVisible();
});

test('two incidents at one place are made one by a button, and parted by undoing it', async ({ page }) => {
  await logIn(page, 'vp.dispecers');
  const first = await file(page, { ...PLACE, description: 'Kautiņš pie ieejas, divi vīrieši' });
  const second = await file(page, { ...PLACE, description: 'Kautiņš pie ieejas, divi vīrieši kaujas' });
  const alike = worked(page).getByRole('region', { name: 'Varbūt tas pats notikums' });
  const candidate = alike.getByRole('listitem').filter({ hasText: first });
  await candidate.getByRole('button', { name: 'Apvienot' }).click();
  await expect(row(page, second)).toHaveCount(0);
  await page.getByRole('button', { name: 'Atsaukt pēdējo' }).click();
  await expect(row(page, second)).toBeVisible();
});

test('who goes where together, and who should stand by where, are asked for and acted upon', async ({ page, accessible }) => {
  await logIn(page, 'vp.dispecers');
  const number = await file(page, { ...PLACE, description: 'Gaida vienību' });
  await page.getByText('Visi gaidošie notikumi kopā').click();
  const line = page.locator('.floor').getByRole('listitem').filter({ hasText: number });
  await line.getByRole('button', { name: 'Sūtīt' }).click();
  await expect(row(page, number)).toContainText('Nodots izpildei');
  await expect(line).toHaveCount(0);
  await page.getByText('Pārklājums', { exact: true }).click();
  await expect(page.getByText(/Brīvās vienības sasniedz \d+,\d %/)).toBeVisible();
  await accessible();
  await page.getByRole('button', { name: 'Atsaukt pēdējo' }).click();
  await expect(row(page, number)).toContainText('Reģistrēts');
});
