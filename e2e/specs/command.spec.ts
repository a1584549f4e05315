// The commander: figures that open their lists, the past on a slider, a major event worked on and drawn.
import { Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { expect, test } from '../support';
import { Event } from '../support/event';
import { logIn, person } from '../support/people';

test('the situation is counted, and a figure opens the list of what it counts', async ({ page, accessible }) => {
  await logIn(page, 'vp.komandieris');
  await page.goto('/command');
  await expect(page.getByRole('heading', { name: /Atvērtie notikumi/ })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Reaģēšanas laiks' })).toBeVisible();
  await accessible();
  const figure = page.locator('.command__block tbody tr').first().locator('a.figure').first();
  await figure.click();
  await expect(page).toHaveURL(/\/search\?.*category=A.*open=true/);
});

test('a past moment is looked at and left again', async ({ page, accessible }) => {
  await logIn(page, 'vp.komandieris');
  await page.goto('/command');
  const slider = page.getByRole('slider');
  await expect(slider).toHaveAttribute('aria-valuetext', 'tagad');
  await slider.fill('-120');
  await expect(slider).not.toHaveAttribute('aria-valuetext', 'tagad');
  await accessible();
  await page.getByRole('button', { name: 'Uz tagadni' }).click();
  await expect(slider).toHaveAttribute('aria-valuetext', 'tagad');
});

test('a major event is begun, given a task and an order, and drawn upon', async ({ page, accessible }) => {
  await logIn(page, 'vp.komandieris');
  await page.goto('/command/events');
  await page.getByLabel('Nosaukums').fill('Vētra');
  await page.getByRole('button', { name: 'Sākt lielo notikumu' }).click();
  await page.getByRole('link', { name: 'Vētra' }).click();
  await expect(page.getByRole('heading', { name: 'Vētra' })).toBeVisible();
  const part = (name: string) => page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) });
  await part('Uzdevumi').getByLabel('Teksts').fill('Slēgt tiltu');
  await part('Uzdevumi').getByRole('button', { name: 'Pievienot' }).click();
  await expect(part('Uzdevumi').getByRole('listitem')).toContainText('Slēgt tiltu');
  await part('Rīkojumu žurnāls').getByLabel('Kam').fill('Visiem');
  await part('Rīkojumu žurnāls').getByLabel('Teksts').fill('Pulcēties');
  await part('Rīkojumu žurnāls').getByRole('button', { name: 'Dot rīkojumu' }).click();
  await expect(part('Rīkojumu žurnāls').getByRole('listitem')).toContainText('1. ');
  const map = page.getByRole('application');
  await map.click({ position: { x: 100, y: 100 } });
  await map.click({ position: { x: 200, y: 140 } });
  await part('Zīmējumi kartē').getByRole('button', { name: 'Pievienot' }).click();
  await expect(part('Zīmējumi kartē').getByRole('listitem')).toHaveCount(1);
  await accessible();
});

test('units are moved on a copy of the picture, and the moves become orders', async ({ page, accessible }) => {
  await logIn(page, 'vp.komandieris');
  await page.goto('/command/plan');
  const plan = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Plāns', exact: true }) });
  const figures = page.locator('.plan__figures');
  const row = (name: string) => figures.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
  const number = async (name: string, column: number) =>
    Number.parseFloat((await row(name).getByRole('cell').nth(column).textContent()) ?? '');
  await expect.poll(() => number('Brīvās vienības', 0)).toBeGreaterThan(5);
  const free = await number('Brīvās vienības', 0);
  expect(await number('Apklātā teritorija', 0)).toBeGreaterThan(0);
  await expect(plan.getByRole('button', { name: 'Dot rīkojumus: 0' })).toBeDisabled();

  // Without dragging: a free unit to the first incident on the list.
  const unit = plan.getByLabel('Vienība');
  const target = plan.getByLabel('Kurp');
  const choice = async (of: typeof unit, text: RegExp) =>
    (await of.locator('option').filter({ hasText: text }).first().getAttribute('value')) ?? '';
  await unit.selectOption(await choice(unit, /brīva/i));
  await target.selectOption(await choice(target, /^[ABC] VP-/));
  await plan.getByRole('button', { name: 'Pievienot plānam' }).click();
  await expect(plan.getByRole('listitem')).toHaveCount(1);
  await expect.poll(() => number('Brīvās vienības', 1)).toBe(free - 1);
  expect(await number('Brīvās vienības', 0)).toBe(free);

  // Another is asked to stand by at a station; it stays free.
  await unit.selectOption({ index: 2 });
  await target.selectOption(await choice(target, /^Gaidīt/));
  await plan.getByRole('button', { name: 'Pievienot plānam' }).click();
  await expect(plan.getByRole('listitem')).toHaveCount(2);
  await accessible();

  // Nothing was done yet; now it is.
  await plan.getByRole('button', { name: 'Dot rīkojumus: 2' }).click();
  await expect(plan.getByRole('status').filter({ hasText: 'Rīkojumi doti: 2' })).toBeVisible();
  await expect(plan.getByRole('listitem')).toHaveCount(0);
  await expect.poll(() => number('Brīvās vienības', 0)).toBe(free - 1);
});

/** Where a unit stands that has no other near it: latitude, longitude. */
async function alone(page: Page): Promise<[number, number]> {
  const packed = await page.request.get(`/api/units/positions?at=${new Date().toISOString()}`);
  expect(packed.ok(), String(packed.status())).toBeTruthy();
  const bytes = await packed.body();
  // A head of 12 bytes, then 20 a unit: mark, latitude and longitude in 1e-7 degrees, and what is not needed here.
  const units: [number, number][] = [];
  for (let at = 12; at + 20 <= bytes.length; at += 20) units.push([bytes.readInt32LE(at + 4) / 1e7, bytes.readInt32LE(at + 8) / 1e7]);
  const far = ([lat, lon]: [number, number]) => units.filter((u) => Math.abs(u[0] - lat) < 0.004 && Math.abs(u[1] - lon) < 0.008);
  const found = units.find((unit) => far(unit).length === 1);
  if (!found) throw new Error('no unit stands alone');
  return found;
}

test('a unit dragged on the map is in the plan, and the plan is dropped', async ({ page }) => {
  await logIn(page, 'vp.komandieris');
  // The map begins where this tab looked last: at a unit, which is then in the middle.
  const [lat, lon] = await alone(page);
  await page.evaluate((view) => sessionStorage.setItem('vnr.map.view', view), `${lat} ${lon} 16`);
  await page.goto('/command/plan');
  const plan = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Plāns', exact: true }) });
  await expect(plan.getByLabel('Vienība').locator('option').nth(5)).toBeAttached();
  const map = page.getByRole('application');
  await map.evaluate((element) => element.scrollIntoView());
  const moves = plan.getByRole('listitem');
  // Its position comes by the live link, a moment after the list.
  await expect(async () => {
    const box = await map.boundingBox();
    if (!box) throw new Error('the map has no place');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    const held = await map.evaluate((element) => element.classList.contains('map--holding'));
    await page.mouse.move(x + 60, y + 40, { steps: 4 });
    await page.mouse.up();
    expect(held).toBe(true);
  }).toPass();
  await expect(moves).toHaveCount(1);
  await plan.getByRole('button', { name: 'Atmest plānu' }).click();
  await expect(moves).toHaveCount(0);
});

test('units are on the map of the past too', async ({ page }) => {
  await logIn(page, 'vp.komandieris');
  const asked = page.waitForResponse((response) => response.url().includes('/api/units/positions?at=') && response.ok());
  await page.goto('/command');
  await page.getByRole('slider').fill('-1');
  expect((await (await asked).body()).length).toBeGreaterThan(12);
});

test('the figures are narrowed to a shift', async ({ page }) => {
  await logIn(page, 'vp.komandieris');
  await page.goto('/command');
  const shift = page.getByLabel('Saņemts', { exact: true });
  await expect(shift.locator('option')).toHaveCount(2);
  await shift.selectOption({ index: 1 });
  const figure = page.locator('.command__block tbody tr').first().locator('a.figure').first();
  await expect(figure).toHaveAttribute('href', /from=/);
});

/** A block of the commander's screens, by its heading. */
const block = (page: Page, name: string | RegExp) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) });

test('a task that two change is settled with both sides in view, and nothing typed is lost', async ({ page, accessible }) => {
  await logIn(page, 'vp.komandieris');
  const event = await Event.begin(page, 'Plūdi');
  const task = { text: 'Slēgt tiltu', assignee: '1. rota' };
  const id = await event.put('tasks', task);
  await page.goto(event.path);
  const tasks = block(page, 'Uzdevumi');
  await tasks.getByRole('button', { name: 'Labot' }).click();
  await tasks.getByLabel('Teksts').fill('Slēgt abus tiltus');
  await tasks.getByLabel('Termiņš').fill('45');
  // What is typed lies in the browser with what it is based on.
  await page.reload();
  await expect(tasks.getByLabel('Teksts')).toHaveValue('Slēgt abus tiltus');

  // Somebody changes another field: nobody needs to be asked. The first save is that of the old version.
  await event.put('tasks', { ...task, assignee: '2. rota' }, id, 1);
  await expect(tasks.getByRole('listitem')).toContainText('2. rota');
  await tasks.getByRole('button', { name: 'Saglabāt' }).click();
  await expect(tasks.getByRole('listitem')).toContainText('Slēgt abus tiltus');
  await expect(tasks.getByRole('listitem')).toContainText('2. rota');
  await expect(tasks.getByLabel('Teksts')).toHaveValue('');

  // Somebody changes the same field: both sides are shown, and a person chooses.
  await tasks.getByRole('button', { name: 'Labot' }).click();
  await tasks.getByLabel('Teksts').fill('Slēgt trešo tiltu');
  const { event: now } = await (await page.request.get(`/api/major-events/${event.id}`)).json();
  const [held] = now.tasks;
  await event.put('tasks', { ...held.part, text: 'Atvērt tiltu' }, id, held.version);
  await tasks.getByRole('button', { name: 'Saglabāt' }).click();
  const sides = page.getByRole('region', { name: /Kamēr labojāt/ });
  await expect(sides.getByRole('row').filter({ hasText: 'Teksts' })).toContainText('Atvērt tiltu');
  await expect(sides.getByRole('row').filter({ hasText: 'Teksts' })).toContainText('Slēgt trešo tiltu');
  await expect(tasks.getByLabel('Teksts')).toHaveValue('Slēgt trešo tiltu');
  await accessible();
  await sides.getByRole('radio').first().check();
  await sides.getByRole('button', { name: 'Saglabāt izvēlēto' }).click();
  await expect(tasks.getByRole('listitem')).toContainText('Slēgt trešo tiltu');
  await event.end();
});

test('sections have units and posts, which are assigned and relieved', async ({ page, accessible }) => {
  await logIn(page, 'vp.komandieris');
  const event = await Event.begin(page, 'Meža ugunsgrēks');
  await page.goto(event.path);
  const sections = block(page, 'Iecirkņi');
  await sections.getByLabel('Nosaukums').fill('Ziemeļi');
  await sections.getByLabel('Vadītājs').fill('kpt. Bērziņa');
  const units = sections.getByLabel('Vienības');
  await expect(units.locator('option').nth(3)).toBeAttached();
  await units.selectOption({ index: 1 });
  await units.selectOption({ index: 2 });
  await expect(sections.getByRole('button', { name: /^Izņemt: / })).toHaveCount(2);
  await sections.getByRole('button', { name: 'Pievienot' }).click();
  await expect(sections.getByRole('listitem')).toContainText('Ziemeļi');

  const staff = block(page, 'Štābs');
  await staff.getByLabel('Pienākums').selectOption({ label: 'Drošība' });
  await staff.getByLabel('Persona').fill('Ozols');
  await staff.getByLabel('Iecirknis').selectOption({ label: 'Ziemeļi' });
  await staff.getByRole('button', { name: 'Iecelt' }).click();
  const post = staff.getByRole('listitem');
  await expect(post).toContainText(/Drošība:\s*Ozols/);
  await expect(post).toContainText('Ziemeļi');

  // Relieved with a reason; the section struck lets go of what it had.
  await staff.getByLabel('Persona').fill('Liepa');
  await staff.getByRole('button', { name: 'Iecelt' }).click();
  await expect(post).toHaveCount(2);
  await post.filter({ hasText: 'Liepa' }).getByRole('button', { name: 'Atbrīvot' }).click();
  await page.keyboard.type('maiņas beigas');
  await accessible();
  await page.keyboard.press('Enter');
  await expect(post).toHaveCount(1);
  await sections.getByRole('button', { name: 'Svītrot' }).click();
  await page.keyboard.type('apvienots');
  await page.keyboard.press('Enter');
  await expect(sections.getByRole('listitem')).toHaveCount(0);
  await expect(post).not.toContainText('Ziemeļi');
  await event.end();
});

test('an incident is taken into an event, given to a section and taken out; another institution is invited', async ({ page, browser, baseURL, complaints, accessible }) => {
  await logIn(page, 'vp.komandieris');
  const event = await Event.begin(page, 'Vētra jūrā');
  await event.put('sections', { name: 'Osta' });
  await page.goto(event.path);
  const incidents = block(page, 'Notikumi');
  const field = incidents.getByRole('combobox', { name: /Pievienot notikumu/ });
  await field.fill('VP-');
  const first = incidents.getByRole('option').filter({ hasText: 'VP-' }).first();
  const number = ((await first.textContent()) ?? '').match(/VP-\S+/)?.[0] ?? 'none';
  await field.press('Enter');
  const line = incidents.getByRole('listitem');
  await expect(line).toContainText(number);
  const section = line.getByRole('combobox', { name: `${number} iecirknis` });
  await section.selectOption({ label: 'Osta' });
  await expect(section).toHaveValue(/.+/);
  await page.reload();
  await expect(section.locator('option:checked')).toHaveText('Osta');
  await accessible();

  const taking = block(page, 'Iesaistītās iestādes');
  await taking.getByRole('button', { name: 'Pieaicināt iestādi' }).click();
  await taking.getByLabel('Pieaicināt iestādi').selectOption({ label: 'Valsts ugunsdzēsības un glābšanas dienests' });
  await taking.getByRole('button', { name: 'Saglabāt' }).click();
  await expect(taking.locator('dd').nth(1)).toContainText('ugunsdzēsības');
  const other = await person(browser, baseURL, 'vugd.dispecers', complaints);
  await other.goto(event.path);
  await expect(other.getByRole('heading', { name: 'Vētra jūrā' })).toBeVisible();
  await other.context().close();

  await line.getByRole('button', { name: 'Izņemt no lielā notikuma' }).click();
  await page.keyboard.type('cits notikums');
  await page.keyboard.press('Enter');
  await expect(line).toHaveCount(0);
  await event.end();
});

test('what is printed of an event is its record without the fields', async ({ page }) => {
  await logIn(page, 'vp.komandieris');
  const event = await Event.begin(page, 'Plūdi Jēkabpilī');
  await event.put('tasks', { text: 'Evakuēt ielu' });
  await page.goto(event.path);
  await expect(block(page, 'Uzdevumi').getByRole('listitem')).toContainText('Evakuēt ielu');
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText('Evakuēt ielu')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Drukāt' })).toBeHidden();
  await expect(page.getByLabel('Persona')).toBeHidden();
  await expect(page.getByRole('navigation', { name: 'Galvenā izvēlne' })).toBeHidden();
  expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(1000);
  await event.end();
});

/** How many the search of a figure finds. */
async function found(page: Page, href: string): Promise<number> {
  const query = new URLSearchParams(href.slice(href.indexOf('?') + 1));
  let [count, after] = [0, ''];
  do {
    if (after) query.set('after', after);
    const answer = await page.request.get(`/api/incidents?${query}`);
    expect(answer.ok(), `${href}: ${await answer.text()}`).toBeTruthy();
    const { items, next } = await answer.json();
    [count, after] = [count + items.length, next ?? ''];
  } while (after);
  return count;
}

/** Compares every figure that is a link with what its search finds, as they are at one moment. */
async function everyFigure(page: Page): Promise<number> {
  await expect(async () => {
    const figures = await page.locator('a.figure').evaluateAll((all) => all.map((a) => [a.getAttribute('href') ?? '', a.textContent ?? '']));
    expect(figures.length).toBeGreaterThan(20);
    for (const [href, text] of figures) expect(await found(page, href), href).toBe(Number(text));
  }).toPass();
  return page.locator('a.figure').count();
}

test('every figure of the situation finds what it counts, also narrowed to a shift, an institution and an event', async ({ page }) => {
  test.setTimeout(180_000);
  await logIn(page, 'vp.komandieris');
  const event = await Event.begin(page, 'Skaitļi');
  const { items } = await (await page.request.get('/api/incidents?open=true')).json();
  const { csrf } = await (await page.request.get('/api/session')).json();
  const attached = await page.request.post(`/api/major-events/${event.id}/incidents`, {
    data: { incident: items[0].id },
    headers: { 'x-csrf-token': csrf, 'idempotency-key': randomUUID() },
  });
  expect(attached.ok(), await attached.text()).toBeTruthy();
  await page.goto('/command');
  await expect(page.getByRole('heading', { name: 'Reaģēšanas laiks' })).toBeVisible();
  await everyFigure(page);
  const open = block(page, /Atvērtie notikumi/).getByRole('heading').getByRole('link');

  for (const [label, choose] of [
    ['Lielais notikums', 'Skaitļi'],
    ['Saņemts', /Šajā maiņā/],
    ['Iestāde', 'Valsts policija'],
  ] as [string, string | RegExp][]) {
    const told = page.waitForResponse((answer) => answer.url().includes('/api/situation/history'));
    const list = page.getByLabel(label, { exact: true });
    const option = list.locator('option').filter({ hasText: choose }).first();
    await list.selectOption((await option.getAttribute('value')) ?? '');
    await told;
    await everyFigure(page);
    if (label === 'Lielais notikums') await expect(open).toHaveText('1');
    await list.selectOption('');
  }
  await event.end();
});

test('a figure of units lists the units that it counts', async ({ page, accessible }) => {
  await logIn(page, 'vp.komandieris');
  await page.goto('/command');
  const free = page.getByRole('button', { name: /^Brīva: / });
  await expect(free).not.toHaveText('0');
  const count = Number(await free.textContent());
  await free.click();
  await expect(page.getByRole('list', { name: 'Brīva' }).getByRole('listitem')).toHaveCount(count);
  await accessible();
  await free.click();
  await expect(page.getByRole('list', { name: 'Brīva' })).toHaveCount(0);
});

test('a screen reader finds the regions of the situation, the plan and an event', async ({ page }) => {
  await logIn(page, 'vp.komandieris');
  await page.goto('/command');
  const main = page.getByRole('main');
  await expect(main).toMatchAriaSnapshot(`
    - main:
      - navigation "Komandiera ekrāni":
        - heading "Situācija" [level=1]
        - link "Ja nu"
        - link "Lielie notikumi"
        - link "Sienas ekrāns"
      - slider /Laiks/
      - button "Atskaņot" [disabled]
      - combobox "Ātrums"
      - button "Uz tagadni"
      - heading /Atvērtie notikumi \\d+/ [level=2]
      - table:
        - rowgroup:
          - row:
            - columnheader "Kategorija"
            - columnheader "Visi"
        - rowgroup:
          - row /A kategorija/
          - row /B kategorija/
          - row /C kategorija/
      - heading /Vienības \\d+/ [level=2]
      - combobox "Laika posms"
      - combobox "Teritorija"
      - heading "Reaģēšanas laiks" [level=2]
      - application "Karte"
  `);
  await page.goto('/command/plan');
  await expect(main).toMatchAriaSnapshot(`
    - main:
      - navigation "Komandiera ekrāni":
        - heading "Ja nu" [level=1]
      - heading "Plāns" [level=2]
      - combobox "Vienība"
      - combobox "Kurp"
      - button "Pievienot plānam"
      - 'button "Dot rīkojumus: 0" [disabled]'
      - table:
        - rowgroup:
          - row:
            - columnheader "Tagad"
            - columnheader "Pēc plāna"
      - heading "Kad ieradīsies" [level=2]
      - application "Karte"
  `);
  const event = await Event.begin(page, 'Apgabali');
  await page.goto(event.path);
  await expect(page.getByRole('heading', { name: 'Apgabali' })).toBeVisible();
  const regions = ['Lielais notikums', 'Uzdevumi', 'Rīkojumu žurnāls', 'Situācijas ziņojumi', 'Iecirkņi', 'Štābs', 'Notikumi', 'Iesaistītās iestādes', 'Zīmējumi kartē'];
  for (const name of regions) await expect(main.getByRole('region', { name, exact: true })).toBeVisible();
  await event.end();
});
