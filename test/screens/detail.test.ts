import { describe, expect, test } from 'vitest';
import { CHROMIUM, WITHOUT } from '../support/chromium.ts';
import { CUT, NOTES, REFUSED, XCODE } from './stage/others.ts';
import { UPLOADER, UPLOADER_AGENT } from './stage/uploader.ts';
import { openRow, openTab, rowsOf, useWindows } from './window.ts';

describe.skipIf(!CHROMIUM)(`one request in full${WITHOUT}`, () => {
  const open = useWindows();

  test('tells its model, its tokens and its cost', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(UPLOADER, 1);
    await openRow(page, 'claude-code');
    const [row] = (await machine.adit.history.ask('page', '', null, 1)).rows;
    const panel = page.getByRole('tabpanel', { name: 'Overview' });
    await panel.getByText(row?.servedModel ?? '', { exact: true }).waitFor();
    await panel.getByText(row?.upstreamId ?? '').waitFor();
    await panel.getByText('/Users/me/code/uploader').waitFor();
    const written = panel.getByRole('row', { name: /Written for 5 minutes/ });
    expect(await written.textContent()).toContain((row?.cacheWrite5mTokens ?? 0).toLocaleString('en-US'));
    await panel
      .getByText(`$${((row?.costMicros ?? 0) / 1e6).toFixed(4)}`)
      .first()
      .waitFor();
  });

  test('shows calls with their results, thinking, and pictures', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(UPLOADER);
    await expect.poll(() => rowsOf(page).count()).toBe(7);
    await openRow(page, 'claude-opus');
    await openTab(page, 'Conversation');
    const panel = page.getByRole('tabpanel', { name: 'Conversation' });
    await panel.locator('summary', { hasText: 'failed' }).click();
    await panel.getByText('waits longer after each failure').waitFor();
    await panel.locator('summary', { hasText: 'Thinking' }).first().click();
    await panel.getByText('A flaky timing test').last().waitFor();
    await panel.getByText('50 runs in a row have passed').waitFor();
    await machine.stage.hold(XCODE);
    await openRow(page, 'xcode');
    await panel.getByRole('img', { name: 'sent as image/png' }).waitFor();
    await expect.poll(() => page.evaluate('document.querySelector(".talk-image").naturalWidth')).toBe(320);
  });

  test('names the block that broke the cache', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(NOTES);
    await expect.poll(() => rowsOf(page).count()).toBe(3);
    await openRow(page, 'opencode');
    await openTab(page, 'Diff');
    const panel = page.getByRole('tabpanel', { name: 'Diff' });
    await panel.getByText('The cache broke at system[0]').waitFor();
    expect(await panel.locator('del').textContent()).toBe('02:11');
    expect(await panel.locator('ins').textContent()).toBe('09:47');
  });

  test('compares any two requests', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(XCODE);
    await expect.poll(() => rowsOf(page).count()).toBe(3);
    await rowsOf(page).nth(2).click();
    await page.getByRole('button', { name: 'Compare with another' }).click();
    await rowsOf(page)
      .nth(0)
      .click({ modifiers: ['ControlOrMeta'] });
    const panel = page.getByRole('tabpanel', { name: 'Diff' });
    await panel.getByText('messages[3].content[0]').waitFor();
    await panel.getByRole('button', { name: 'Back to the one before' }).waitFor();
  });

  test('lists its events, and finds words in them', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(UPLOADER, 1);
    await openRow(page, 'claude-code');
    await openTab(page, 'Events');
    const events = page.getByRole('listbox', { name: 'Events' }).getByRole('option');
    await events.filter({ hasText: 'message_start' }).waitFor();
    await page.getByRole('textbox', { name: 'Filter events' }).fill('input_json_delta');
    await expect.poll(() => events.filter({ hasNotText: 'input_json_delta' }).count()).toBe(0);
    await events.first().click();
    await page.getByRole('region', { name: 'Data of the event' }).getByText('partial_json').waitFor();
  });

  test('shows both sides of the wire, without keys', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(UPLOADER, 1);
    await openRow(page, 'claude-code');
    await openTab(page, 'Raw');
    const client = page.getByRole('region', { name: 'Client and Adit' });
    const bedrock = page.getByRole('region', { name: 'Adit and Bedrock' });
    await client.getByText('POST /v1/messages').waitFor();
    expect(await client.textContent()).toContain('"model": "claude-opus-5-5"');
    expect(await bedrock.textContent()).toContain('"model": "us.anthropic.claude-opus-5-5"');
    const all = (await client.textContent()) + String(await bedrock.textContent());
    expect(all).not.toContain(machine.adit.key);
    expect(all).not.toContain('AWS4-HMAC-SHA256');
  });

  test('says why a request failed', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(REFUSED);
    await openRow(page, '400');
    await page.getByRole('tabpanel').getByText('prompt is too long: 1048921 tokens').waitFor();
    await machine.stage.hold(CUT);
    await openRow(page, 'zed');
    await openTab(page, 'Conversation');
    await page.getByRole('tabpanel').getByText('Think of each value as having one owner').waitFor();
    await page.getByRole('tabpanel').getByText('the connection ended before its last event').waitFor();
  });

  test('puts sub-agents under their session', async () => {
    const { machine, page } = await open();
    await machine.stage.hold(UPLOADER, 2);
    await machine.stage.hold(UPLOADER_AGENT);
    await page
      .getByRole('navigation', { name: 'Filters and sessions' })
      .getByRole('button', { name: /List all callers/ })
      .click();
    await expect.poll(() => rowsOf(page).count()).toBe(2);
    expect(await rowsOf(page).first().textContent()).toContain('claude-haiku-4-5');
  });
});
