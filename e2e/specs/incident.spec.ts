// The life of an incident between two people: one files it by typing an address, the other sees it at once; both edit it;
// it is found again; its timeline tells what happened.
import { expect, test } from '../support';
import { file, filing, logIn, person, row } from '../support/people';

const BARONA = { address: 'barona 1', takes: 'Krišjāņa Barona iela 1', type: 'kautins', description: 'Divi vīrieši kaujas pie ieejas' };

test('what a dispatcher files, an officer of another force sees live', async ({ page, browser, baseURL, complaints }) => {
  await logIn(page, 'vp.dispecers');
  const officer = await person(browser, baseURL, 'rpp.inspektors', complaints);
  await expect(officer.getByText('Tiešsaistē')).toBeVisible();
  const number = await file(page, BARONA);
  const seen = row(officer, number);
  await expect(seen).toBeVisible();
  await expect(seen).toContainText('Kautiņš');
  await expect(seen).toContainText('Barona iela 1');
  // List and map are one selection: choosing the row opens it beside the map.
  await seen.click();
  await expect(officer.getByRole('region', { name: 'Izvēlētais notikums' })).toContainText(BARONA.description);
  await officer.context().close();
});

test('an edit from both sides shows both, field by field, and nothing typed is lost', async ({ page, browser, baseURL, complaints }) => {
  await logIn(page, 'vp.dispecers');
  const other = await person(browser, baseURL, 'vp.registrators', complaints);
  const filed = filing(page);
  await file(page, { ...BARONA, description: 'Sākotnējais apraksts' });
  const { id } = await filed;
  for (const one of [page, other]) {
    await one.goto(`/incidents/${id}`);
    await one.getByRole('button', { name: 'Labot: kas noticis' }).click();
  }
  const description = (of: typeof page) => of.getByRole('textbox', { name: 'Apraksts' });
  await description(other).fill('Reģistrators: trīs vīrieši');
  await other.getByRole('button', { name: /^Saglabāt/ }).click();
  await expect(description(other)).toBeHidden();
  await description(page).fill('Dispečers: divi vīrieši ar nazi');
  await page.getByRole('button', { name: /^Saglabāt/ }).click();
  await expect(page.getByText('Kamēr labojāt, ierakstu mainīja cits')).toBeVisible();
  await expect(page.getByText('Dispečers: divi vīrieši ar nazi').first()).toBeVisible();
  await expect(page.getByText('Reģistrators: trīs vīrieši').first()).toBeVisible();
  // Nothing is decided for anybody: what both changed must be chosen.
  await expect(page.getByRole('button', { name: /Saglabāt izvēlēto/ })).toBeDisabled();
  await page.getByRole('radio', { name: 'Dispečers: divi vīrieši ar nazi' }).check();
  await page.getByRole('button', { name: /Saglabāt izvēlēto/ }).click();
  await expect(page.getByText('Kamēr labojāt, ierakstu mainīja cits')).toBeHidden();
  // The other side sees the outcome without doing anything, and the timeline has both.
  await expect(other.getByText('Dispečers: divi vīrieši ar nazi').first()).toBeVisible();
  const timeline = page.getByRole('region', { name: 'Notikuma gaita' });
  await expect(timeline).toContainText('Reģistrators: trīs vīrieši');
  await expect(timeline).toContainText('Dispečers: divi vīrieši ar nazi');
  await other.context().close();
});

test('between console and card lie two applications, and the tab keeps what was chosen', async ({ page, context }) => {
  await logIn(page, 'vp.dispecers');
  const number = await file(page, { ...BARONA, description: 'Jāatrod arī pēc kartītes' });
  const worked = page.getByRole('region', { name: 'Izvēlētais notikums' });
  await expect(worked).toContainText(number);
  // The same single keys lead there and back.
  await page.locator('body').press('Enter');
  await expect(page).toHaveURL(/\/incidents\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('region', { name: 'Notikuma gaita' })).toBeVisible();
  await page.keyboard.press('h');
  await expect(page).toHaveURL(/\/$/);
  await expect(worked).toContainText(number);
  // Another tab chooses for itself.
  const other = await context.newPage();
  await other.goto('/');
  await expect(other.getByRole('region', { name: 'Izvēlētais notikums' })).toContainText('Izvēlieties notikumu');
  // What is locked is locked in every application.
  await page.getByRole('button', { name: 'Aizslēgt ekrānu' }).click();
  await page.goto('/search');
  await expect(page.getByLabel('Parole')).toBeVisible();
  await other.close();
});

test('a draft survives a reload, and the whole path goes by keyboard', async ({ page }) => {
  await logIn(page, 'rpp.inspektors');
  await page.keyboard.press('n');
  await expect(page.getByRole('combobox', { name: /^Adrese/ })).toBeFocused();
  await page.keyboard.type('barona 1');
  await expect(page.getByRole('listbox').getByRole('option').first()).toContainText('Krišjāņa Barona iela 1');
  await page.keyboard.press('Enter');
  const kind = page.getByRole('combobox', { name: 'Veids', exact: true });
  for (let i = 0; i < 6 && !(await kind.evaluate((e) => e === document.activeElement)); i++) await page.keyboard.press('Tab');
  await expect(kind).toBeFocused();
  await page.keyboard.type('troks');
  await expect(page.getByRole('listbox').getByRole('option', { name: /Trokšņošana/ })).toBeVisible();
  await page.keyboard.press('Enter');
  const description = page.getByLabel('Kas noticis');
  for (let i = 0; i < 6 && !(await description.evaluate((e) => e === document.activeElement)); i++) await page.keyboard.press('Tab');
  await page.keyboard.type('Skaļa mūzika');
  await expect(page.getByText(/^Saglabāts \d\d:\d\d:\d\d$/)).toBeVisible();

  await page.reload();
  await expect(description).toHaveValue('Skaļa mūzika');
  await expect(page.getByRole('combobox', { name: /^Adrese/ })).toHaveValue(/Krišjāņa Barona iela 1/);
  const answer = page.waitForResponse((r) => r.url().endsWith('/api/incidents') && r.request().method() === 'POST');
  await page.keyboard.press('Control+Enter');
  expect((await answer).status()).toBe(201);
  await expect(page.getByRole('region', { name: 'Izvēlētais notikums' })).toContainText('Skaļa mūzika');
});

test('an incident is found by person, plate and text, with the purpose asked for', async ({ page, accessible }) => {
  await logIn(page, 'vp.registrators');
  await page.keyboard.press('n');
  await expect(page.getByRole('combobox', { name: /^Adrese/ })).toBeFocused();
  await page.keyboard.type('barona 1');
  await expect(page.getByRole('listbox').getByRole('option').first()).toContainText('Krišjāņa Barona iela 1');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Veids', exact: true }).fill('zadziba');
  await expect(page.getByRole('listbox').getByRole('option').first()).toContainText(/zādzība/i);
  await page.keyboard.press('Enter');
  await page.getByLabel('Kas noticis').fill('Pazudis zaļš velosipēds ar grozu');
  await page.getByRole('button', { name: 'Pievienot personu' }).click();
  await page.getByLabel('Vārds', { exact: true }).fill('Ģirts');
  await page.getByLabel('Uzvārds').fill('Testētājs-Ķīlis');
  await page.getByRole('button', { name: 'Pievienot transportlīdzekli' }).click();
  await page.getByLabel('Numura zīme').fill('tt 4711');
  const filed = filing(page);
  await page.keyboard.press('Control+Enter');
  const incident = await filed;

  const found = page.getByRole('region', { name: 'Atrastie notikumi' });
  const search = async (fill: () => Promise<void>) => {
    await page.goto('/search');
    await fill();
    await page.keyboard.press('Enter');
    await expect(found).toContainText(incident.number);
  };
  // Latvian base forms, and no diacritics.
  await search(() => page.getByLabel('Vārdi vai numurs').fill('velosipēdu'));
  await search(() => page.getByLabel('Vārdi vai numurs').fill('zals velosipeds'));
  await search(() => page.getByLabel('Numura zīme').fill('TT-4711'));
  await search(async () => {
    await page.getByLabel('Vārds, uzvārds vai nosaukums').fill('testetajs');
    await page.getByLabel('Nolūks').fill('Pārbaude testā');
  });
  expect(page.url()).toContain('person=');
  await accessible();
  // The address is a bookmark.
  await page.reload();
  await expect(found).toContainText(incident.number);

  // What is known of the person is mended on the card, and what is typed meanwhile survives a reload.
  await page.goto(`/incidents/${incident.id}`);
  const persons = page.getByRole('region', { name: 'Personas' });
  const edit = persons.getByRole('button', { name: 'Labot personas datus: Ģirts Testētājs-Ķīlis' });
  await edit.click();
  await persons.getByLabel('Dzīvesvieta').fill('Mazā iela 3, Rīga');
  await page.reload();
  await edit.click();
  await expect(persons.getByLabel('Dzīvesvieta')).toHaveValue('Mazā iela 3, Rīga');
  // Lists grow by rows, each begun where the button puts the focus.
  await persons.getByRole('button', { name: 'Pievienot dokumentu' }).click();
  await expect(persons.getByLabel('Dokumenta veids')).toBeFocused();
  await page.keyboard.type('pase');
  await persons.getByLabel('Dokumenta numurs').fill('LV1234567');
  await persons.getByRole('button', { name: 'Pievienot saziņu' }).click();
  await persons.getByLabel('Saziņas veids').selectOption({ label: 'e-pasts' });
  await persons.getByLabel('Numurs vai adrese').fill('girts@example.lv');
  await persons.getByLabel('Dzimums').selectOption({ label: 'vīrietis' });
  await accessible();
  await persons.getByLabel('Dzīvesvieta').press('Control+Enter');
  await expect(persons.getByLabel('Dzīvesvieta')).toHaveCount(0);
  await expect(persons).toContainText('Mazā iela 3, Rīga');
  for (const said of ['pase LV1234567', 'girts@example.lv', 'vīrietis']) await expect(persons).toContainText(said);
});

test('a change made while the server was killed is on the screen when it is back', async ({ page, browser, baseURL, complaints, server }) => {
  await logIn(page, 'vp.dispecers');
  const watcher = await person(browser, baseURL, 'k112.dispecers', complaints);
  await expect(watcher.getByText('Tiešsaistē')).toBeVisible();
  await server.crash();
  const number = await file(page, { ...BARONA, description: 'Pēc pārrāvuma' });
  await expect(row(watcher, number)).toBeVisible({ timeout: 30_000 });
  await watcher.context().close();
  // That the link broke is what the test did.
  complaints.splice(0, complaints.length, ...complaints.filter((c) => !c.includes('ERR_CONNECTION_REFUSED')));
});
