import { expect, test, vi } from 'vitest';
import { Quit, quitQuestion } from '../../electron/app/quit.ts';
import type { ToolView } from '../../electron/state/state.ts';
import { question, until } from '../support/road.ts';
import { openShell } from './opened-shell.ts';
import { StandIn } from './stand-in.ts';

const CLAUDE: ToolView = { id: 'claude-code', name: 'Claude Code', state: 'set-up' };
const XCODE: ToolView = { id: 'xcode', name: 'Xcode', state: 'drifted' };
const CODEX: ToolView = { id: 'codex', name: 'Codex', state: 'not-set-up' };

test('a stream that is open is heard to its end before the app ends', async () => {
  await using shell = await openShell();
  const { standIn, engine } = shell;
  const answer = await fetch(`${engine.url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': engine.key },
    body: JSON.stringify(question({ model: 'sonnet', stream: true })),
  });
  standIn.tray.choose('Quit Adit');
  expect(standIn.exitCode).toBeUndefined();
  expect(await answer.text()).toContain('message_stop');
  await until('the app has ended', () => standIn.exitCode === 0);
  await expect(fetch(engine.url)).rejects.toThrow();
});

test('a second quit does not wait', async () => {
  const { standIn, quit, closing } = quitting([]);
  expect(quit()).toBe(true);
  await until('it is ending', () => closing.calls.length === 1);
  expect(standIn.exitCode).toBeUndefined();
  quit();
  expect(standIn.exitCode).toBe(0);
});

test('what quitting means for tools that are set up is said once', async () => {
  const { standIn, quit, closing, undone, memory } = quitting([CLAUDE, XCODE, CODEX], { press: 0 });
  closing.finish();
  quit();
  await until('the app has ended', () => standIn.exitCode === 0);
  expect(standIn.asked.map(({ message }) => message)).toEqual(['Claude Code and Xcode are set up to use Adit']);
  expect(undone).toEqual([]);
  expect(memory.told).toBe(true);
  const later = quitting([CLAUDE], { told: true });
  later.closing.finish();
  later.quit();
  await until('the app has ended', () => later.standIn.exitCode === 0);
  expect(later.standIn.asked).toEqual([]);
});

test('the person may have all of it undone, and a tool where that fails is no reason to stay', async () => {
  const { standIn, quit, closing, undone, notes } = quitting([XCODE, CLAUDE], { press: 1, fails: 'xcode' });
  closing.finish();
  quit();
  await until('the app has ended', () => standIn.exitCode === 0);
  expect(undone).toEqual(['xcode', 'claude-code']);
  expect(notes).toEqual(['The set-up of xcode could not be undone']);
});

test('who cancels stays, and is asked again the next time', async () => {
  const { standIn, quit, closing, memory } = quitting([CLAUDE], { press: 2 });
  quit();
  await until('it was asked', () => standIn.asked.length === 1);
  await new Promise((resolve) => setImmediate(resolve));
  quit();
  await until('it was asked again', () => standIn.asked.length === 2);
  expect([standIn.exitCode, closing.calls, memory.told]).toEqual([undefined, [], false]);
});

test('when the machine shuts down, nobody is asked and nothing is waited for', async () => {
  const { standIn, quit, closing, shutdown } = quitting([CLAUDE]);
  closing.finish();
  shutdown();
  quit();
  await until('the app has ended', () => standIn.exitCode === 0);
  expect(standIn.asked).toEqual([]);
  expect(closing.calls).toEqual([0]);
});

test('the question fits one tool as well', () => {
  expect(quitQuestion([CLAUDE])).toMatchObject({
    message: 'Claude Code is set up to use Adit',
    detail: expect.stringContaining('Without Adit it reaches no model, and what it sends goes to whichever program'),
    buttons: ['Quit', 'Undo the Set-Up and Quit', 'Cancel'],
  });
});

function quitting(
  tools: readonly ToolView[],
  { press = 2, told = false, fails = '' }: { press?: number; told?: boolean; fails?: string } = {},
) {
  const standIn = new StandIn();
  standIn.press = () => press;
  const memory = { told };
  const undone: string[] = [];
  const notes: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const closing = { calls: [] as number[], finish: resolve };
  const close = vi.fn(async (graceMs: number) => {
    closing.calls.push(graceMs);
    await promise;
  });
  const quit = new Quit(standIn.electron, {
    tools: () => tools,
    hasTold: () => memory.told,
    toldOfTools: () => {
      memory.told = true;
    },
    undo: async ({ id }) => {
      undone.push(id);
      if (id === fails) throw new Error('read-only');
    },
    close,
    note: (line) => notes.push(line),
  });
  standIn.appEvents.on('before-quit', (event) => quit.requested(event));
  return { standIn, closing, undone, notes, memory, quit: () => standIn.beforeQuit(), shutdown: () => quit.shutdown() };
}
