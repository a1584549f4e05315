// The commander: figures that open their lists, the past on a slider, a major event worked on and drawn.
import { Page } from '@playwright/test';
import { expect, test } from '../support';
import { logIn } from '../support/people';

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
