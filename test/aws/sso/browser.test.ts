import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, launchChromium, WITHOUT } from '../../support/chromium.ts';
import { portal } from '../stand-in/drive.ts';
import { setUp, turning } from './setting.ts';

describe.skipIf(!CHROMIUM)(`a person in Chromium${WITHOUT}`, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterAll(() => browser.close());

  for (const scheme of ['light', 'dark'] as const) {
    test(`allows access, and reads so on a ${scheme} page`, async () => {
      const { center, signIn } = await setUp();
      const page = await browser.newPage({ colorScheme: scheme });
      const noise: string[] = [];
      page.on('console', (message) => noise.push(message.text()));
      const { promise: seen, resolve } = Promise.withResolvers<unknown>();
      const token = await signIn('browser', async ({ url }) => {
        await page.goto(url);
        await page.getByRole('button', { name: 'Allow access' }).click();
        resolve(page.getByRole('heading').textContent());
      });
      expect(await seen).toBe('You are signed in to AWS');
      expect(await page.getByText('You can close this page').isVisible()).toBe(true);
      expect(brightness(await page.evaluate('getComputedStyle(document.body).backgroundColor'))).toBe(scheme);
      // Browsers ask for an icon of every host; no more than that is asked for, and nothing is run.
      expect(noise.filter((text) => !text.includes('404'))).toEqual([]);
      expect((await portal(center, '/assignment/accounts', token.accessToken)).status).toBe(200);
      await page.close();
    });
  }

  test('denies access, and reads so', async () => {
    const { signIn } = await setUp();
    const page = await browser.newPage();
    const { promise: seen, resolve } = Promise.withResolvers<unknown>();
    const signed = signIn('browser', async ({ url }) => {
      await page.goto(url);
      await page.getByRole('button', { name: 'Deny' }).click();
      resolve(page.getByRole('alert').textContent());
    });
    await expect(signed).rejects.toMatchObject({ status: 403 });
    expect(await seen).toBe('Access was denied on the page of AWS. Nothing was changed.');
    await page.close();
  });

  test('closes the page, and the sign-in ends by itself', async () => {
    const { center, signIn } = await setUp();
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const clock = turning(center);
    const signed = signIn(
      'browser',
      async ({ url }) => {
        const page = await browser.newPage();
        await page.goto(url);
        await page.close();
        resolve();
      },
      { clock: { ...clock, wait: (ms, signal) => closed.then(() => clock.wait(ms, signal)) } },
    );
    await expect(signed).rejects.toMatchObject({ status: 504 });
  });

  test('confirms the code of a device', async () => {
    const { center, signIn } = await setUp();
    const { promise: confirmed, resolve } = Promise.withResolvers<void>();
    const clock = turning(center);
    const token = await signIn(
      'device',
      async ({ url, userCode = '' }) => {
        const page = await browser.newPage();
        await page.goto(url);
        expect(await page.getByText(userCode).isVisible()).toBe(true);
        await page.getByRole('button', { name: 'Confirm and continue' }).click();
        await page.getByRole('heading', { name: 'Request approved' }).waitFor();
        await page.close();
        resolve();
      },
      { clock: { ...clock, wait: (ms, signal) => confirmed.then(() => clock.wait(ms, signal)) } },
    );
    expect(token).toHaveProperty('refreshToken');
  });
});

function brightness(color: unknown): 'light' | 'dark' {
  const [red = 0] = (String(color).match(/\d+/g) ?? []).map(Number);
  return red > 127 ? 'light' : 'dark';
}
