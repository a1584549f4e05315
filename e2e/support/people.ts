// People of the demonstration, and what they do in one line.
import { Browser, BrowserContext, Locator, Page, expect } from '@playwright/test';
import { listen } from './index';

export const PASSWORD = 'vienots-registrs-112';

/** Logs a demo account in, such as `vp.dispecers`, on a page that shows the log-in form. */
export async function logIn(page: Page, login: string): Promise<void> {
  await page.goto('/');
  await page.getByLabel('Lietotājvārds').fill(login);
  await page.getByLabel('Parole').fill(PASSWORD);
  await page.keyboard.press('Enter');
  // Who keeps the tools and not the cases is taken on to another application, which is a navigation of its own.
  if (login.endsWith('.administrators')) await page.waitForURL('**/admin');
  await expect(page.getByRole('navigation', { name: 'Galvenā izvēlne' })).toBeVisible();
}

/** Another person's browser: a context of its own, whose complaints count too. */
export async function person(browser: Browser, baseURL: string | undefined, login: string, complaints: string[]): Promise<Page> {
  const context: BrowserContext = await browser.newContext({ baseURL, locale: 'lv-LV', timezoneId: 'Europe/Riga' });
  listen(context, complaints);
  const page = await context.newPage();
  await logIn(page, login);
  return page;
}

/** The row of an incident in the console's list. */
export function row(page: Page, number: string): Locator {
  return page.getByRole('listbox', { name: 'Atvērtie notikumi' }).getByRole('option').filter({ hasText: number });
}

/** The incident that the page is about to file, as the register then has it: the answer's body may go with the document that
 * got it. */
export async function filing(page: Page): Promise<{ id: string; number: string }> {
  const answer = await page.waitForResponse((r) => r.url().endsWith('/api/incidents') && r.request().method() === 'POST');
  expect(answer.status(), answer.statusText()).toBe(201);
  const read = await page.request.get(`/api/incidents/${answer.request().postDataJSON().id}`);
  return (await read.json()).summary;
}

/** Files an incident through the form, by keyboard; returns its registration number. */
export async function file(page: Page, what: { address: string; takes: string; type: string; description: string }): Promise<string> {
  await page.keyboard.press('n');
  const address = page.getByRole('combobox', { name: /^Adrese/ });
  await expect(address).toBeFocused();
  await page.keyboard.type(what.address);
  await expect(page.getByRole('listbox').getByRole('option').first()).toContainText(what.takes);
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Veids', exact: true }).focus();
  await page.keyboard.type(what.type);
  await expect(page.getByRole('listbox', { name: 'Veids' }).getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await page.getByLabel('Kas noticis').fill(what.description);
  const filed = filing(page);
  await page.keyboard.press('Control+Enter');
  return (await filed).number;
}
