import { describe, expect, test } from 'vitest';
import { CHROMIUM, WITHOUT } from '../support/chromium.ts';
import { people } from './support/person.ts';

describe.skipIf(!CHROMIUM)(`the doctor${WITHOUT}`, () => {
  const openPerson = people();

  /** Notes in the page what was shown while the doctor ran. */
  const NOTE_PROGRESS = `
  globalThis.noted = [];
  new MutationObserver(() => {
    const looking = document.querySelector('.spinner')?.textContent ?? '';
    if (looking) noted.push({ looking, found: document.querySelectorAll('.finding').length });
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
`;

  test('the doctor shows its findings as they come, calls only when it may, and gives them as text', async () => {
    await using person = await openPerson({ window: { at: 'doctor' } });
    const { page } = person;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('switch', { name: 'With a real call' }).click();
    await page.evaluate(NOTE_PROGRESS);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.getByRole('button', { name: 'Copy as text' }).click({ timeout: 40_000 });
    expect(await page.evaluate('noted.some(({ looking, found }) => /Models/.test(looking) && found > 0)')).toBe(true);
    const text = await page.evaluate('navigator.clipboard.readText()');
    expect(text).toMatch(/^Adit \d.*: Nothing is broken, as far as can be told without a call.*\n\n✓ Settings: /);
    expect(text).toContain('Call: No model was called');

    await page.getByRole('switch', { name: 'With a real call' }).click();
    await page.getByRole('button', { name: 'Run again' }).click();
    await page
      .getByText(/A one-token call to .* took/)
      .first()
      .waitFor({ timeout: 15_000 });
    expect(person.complaints).toEqual([]);
  }, 100_000);

  test('what is broken comes with what to do, and is still there after a look at another screen', async () => {
    await using person = await openPerson({ isSignedIn: false, window: { at: 'doctor' } });
    const { page } = person;
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('img', { name: 'Broken' }).first().waitFor({ timeout: 15_000 });
    await page.getByText('adit login').first().waitFor();
    await person.go('tools');
    await page.getByRole('heading', { name: 'Tools' }).waitFor();
    await person.go('doctor');
    await page.getByRole('img', { name: 'Broken' }).first().waitFor();
  }, 60_000);
});
