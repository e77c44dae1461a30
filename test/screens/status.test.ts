import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { CHROMIUM, launchChromium, WITHOUT } from '../support/chromium.ts';
import { openSignedInRoad } from '../support/signed-in-road.ts';
import { useWindows } from './window.ts';

describe.skipIf(!CHROMIUM)(`who is signed in${WITHOUT}`, () => {
  test('is asked to sign in while requests wait, and does so with a code', async () => {
    await using road = await openSignedInRoad({ isSignedIn: false });
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(`${road.adit.url}/console/#token=${road.adit.console.token}`);
      await page.getByText('signed out').waitFor();
      const answer = road.post();
      await page.getByText('1 request waiting').waitFor();
      await page.getByRole('button', { name: 'Sign in…' }).click();
      await page.getByRole('button', { name: 'Use a code on another device' }).click();
      const dialog = page.getByRole('dialog', { name: 'Sign in to AWS for work' });
      const code = await dialog.locator('.sign-in-code .mono').textContent();
      await confirmElsewhere(await browser.newPage(), dialog.page(), String(code));
      expect((await answer).status).toBe(200);
      await page.getByText('signed in', { exact: true }).waitFor();
    } finally {
      await browser.close();
    }
  });
});

describe.skipIf(!CHROMIUM)(`the token of the window${WITHOUT}`, () => {
  const open = useWindows();

  test('is taken out of the address, and kept for a reload', async () => {
    const { machine, page } = await open();
    expect(page.url()).not.toContain(machine.token);
    await page.reload();
    await page.getByText('Waiting for the first request').waitFor();
    expect(await page.evaluate('document.cookie')).toBe('');
  });

  test('is asked for where it is missing or wrong', async () => {
    const { machine } = await open();
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(`${machine.adit.url}/console/`);
      await page.getByRole('heading', { name: 'This window needs its token' }).waitFor();
      await page.getByRole('textbox', { name: 'Token' }).fill(machine.token);
      await page.getByRole('button', { name: 'Open' }).click();
      await page.getByText('Waiting for the first request').waitFor();
    } finally {
      await browser.close();
    }
  });
});

/** Confirms a device code on the page of AWS that the window names. */
async function confirmElsewhere(page: Page, window: Page, code: string): Promise<void> {
  const [opened] = await Promise.all([
    window.waitForEvent('popup'),
    window.getByRole('button', { name: 'Open the page' }).click(),
  ]);
  await page.goto(opened.url());
  await page.getByText(code).waitFor();
  await page.getByRole('button', { name: 'Confirm and continue' }).click();
  await page.getByRole('heading', { name: 'Request approved' }).waitFor();
}
