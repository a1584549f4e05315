// A passkey: made on the account page, and good for logging in without a name or a password.
import { expect, test } from '../support';
import { logIn } from '../support/people';

test('a passkey is made with the password and logs in without it', async ({ page, accessible }) => {
  const devices = await page.context().newCDPSession(page);
  await devices.send('WebAuthn.enable');
  await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await logIn(page, 'vp.komandieris');
  await page.goto('/account');
  const panel = page.getByRole('region', { name: 'Piekļuves atslēgas' });
  await panel.getByLabel('Atslēgas nosaukums').fill('Dienesta planšete');
  await panel.getByLabel('Pašreizējā parole').fill('vienots-registrs-112');
  await panel.getByRole('button', { name: 'Pievienot piekļuves atslēgu' }).click();
  await expect(panel.getByText('Dienesta planšete')).toBeVisible();
  await accessible();

  await page.getByRole('button', { name: 'Iziet' }).click();
  await page.getByRole('button', { name: 'Ar piekļuves atslēgu' }).click();
  await expect(page.getByRole('navigation', { name: 'Galvenā izvēlne' })).toBeVisible();
});

test('what went wrong at the provider is said on the log-in page', async ({ page, accessible }) => {
  await page.goto('/?problem=bad_credentials');
  await expect(page.getByRole('alert')).toContainText('Lietotājvārds vai parole nav pareiza');
  await accessible();
});
