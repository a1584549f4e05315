// The commander: figures that open their lists, the past on a slider, a major event worked on and drawn.
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
