import { describe, expect, test } from 'vitest';
import { applicationMenu } from '../../electron/menu/application.ts';
import type { Action, Entry } from '../../electron/menu/entry.ts';
import { menuFor } from '../../electron/menu/menu.ts';
import { toTemplate } from '../../electron/menu/template.ts';
import { clock } from '../../electron/menu/words.ts';
import { type ShellState, STARTING } from '../../electron/state/state.ts';

const NOW = new Date('2026-11-28T10:00:00');
const URL_ = 'http://127.0.0.1:2348';

const ON: ShellState = {
  ...STARTING,
  engine: { state: 'on', url: URL_ },
  profile: 'work',
  profiles: ['home', 'work'],
  region: 'eu-central-1',
  regions: ['eu-central-1', 'us-east-1'],
  signIn: { state: 'signed-in', until: '2026-11-28T14:03:00', renewed: true },
  recent: [
    { id: 'req_3', client: 'claude-code', model: 'claude-opus-5-5', state: 'open', costMicros: null },
    { id: 'req_2', client: 'xcode', model: 'sonnet', state: 'done', costMicros: 12_300 },
    { id: 'req_1', client: 'codex', model: 'gpt-oss', state: 'failed', costMicros: null },
  ],
  today: { costMicros: 1_234_567, unpriced: 0, budgetUsd: 10 },
  tools: [
    { id: 'claude-code', name: 'Claude Code', state: 'set-up' },
    { id: 'xcode', name: 'Xcode', state: 'not-set-up' },
    { id: 'codex', name: 'Codex', state: 'drifted' },
    { id: 'opencode', name: 'OpenCode', state: 'elsewhere' },
    { id: 'zed', name: 'Zed', state: 'not-found' },
  ],
  login: 'off',
};

const LAST = ['-', 'History…', 'Settings…', 'Doctor…', '-'];
const APP = ['[ ] Start at Login', 'Install Command "adit"…', 'Check for Updates…', '-', 'Quit Adit'];
const TOOLS = 'Tools > All Tools…';

/** Each state with the menu that it is to have: `[x]` and `(x)` for what is chosen, `= …` for what only tells. */
const EXPECTED: readonly [string, ShellState, readonly string[]][] = [
  ['nothing is known yet', STARTING, ['= Adit is starting…', '-', TOOLS, ...LAST, ...APP]],
  [
    'the engine could not start',
    { ...STARTING, engine: { state: 'failed', why: 'Port 2348 is taken by node (process 12).' } },
    [
      '= Adit is not running',
      '= Port 2348 is taken by node (process 12).',
      'Try Again',
      'Use Another Port This Time',
      '-',
      TOOLS,
      ...LAST,
      ...APP,
    ],
  ],
  [
    'all is well',
    ON,
    [
      '[x] Adit Is On',
      `= ${URL_}`,
      'Copy URL',
      'Copy Key',
      '-',
      'Profile: work > ( ) home | (x) work | Sign In to Another…',
      'Region: eu-central-1 > (x) eu-central-1 | ( ) us-east-1 | Other…',
      '= Signed in',
      '-',
      '= Last Requests',
      'claude-opus-5-5 · claude-code · under way',
      'sonnet · xcode · $0.0123',
      'gpt-oss · codex · failed',
      '= Today: $1.23 of $10.00',
      '-',
      'Tools > Configure Claude Code… (set up) | Configure Xcode… (not set up) | Configure Codex… (changed since) | ' +
        'Configure OpenCode… (set up elsewhere) | All Tools…',
      ...LAST,
      ...APP,
    ],
  ],
  [
    'it is off, in demo mode, and nothing was asked',
    {
      ...STARTING,
      engine: { state: 'off', url: URL_ },
      demo: true,
      region: 'us-east-1',
      regions: ['us-east-1'],
      login: 'unavailable',
    },
    [
      '[ ] Adit Is On',
      `= ${URL_} answers that Adit is off`,
      '= Demo: no model answers',
      'Copy URL',
      'Copy Key',
      '-',
      'Profile: none > Sign In…',
      'Region: us-east-1 > (x) us-east-1 | Other…',
      '-',
      '= No requests yet',
      '= Today: $0.00',
      '-',
      TOOLS,
      ...LAST,
      ...APP.slice(1),
    ],
  ],
];

test.each(EXPECTED)('when %s', (_, state, expected) => {
  expect(menuFor(state, NOW).map(spelled)).toEqual(expected);
});

/** Parts of the menu that depend on one thing alone. */
const PARTS: readonly [string, Partial<ShellState>, string[]][] = [
  [
    'a sign-in that ends',
    { signIn: { state: 'signed-in', until: '2026-11-28T14:03:00', renewed: false } },
    [`= Signed in until ${clock('2026-11-28T14:03:00', NOW)}`],
  ],
  ['a sign-in that is due', { signIn: { state: 'needed', task: 'sso', waiting: 0 } }, ['Sign In…']],
  [
    'a request that waits',
    { signIn: { state: 'needed', task: 'sso', waiting: 1 } },
    ['= A request waits for you', 'Sign In…'],
  ],
  [
    'several for a code',
    { signIn: { state: 'needed', task: 'mfa', waiting: 3 } },
    ['= 3 requests wait for you', 'Enter MFA Code…'],
  ],
  ['a sign-in under way', { signIn: { state: 'running' } }, ['= Signing in, in your browser…']],
  ['unpriced requests', { today: { costMicros: 0, unpriced: 2, budgetUsd: null } }, ['= Today: $0.00, 2 unpriced']],
  ['login that is on', { login: 'on' }, ['[x] Start at Login']],
  ['login that macOS holds', { login: 'requires-approval' }, ['Start at Login: Allow It in System Settings…']],
  ['an update that comes', { update: { state: 'downloading', version: '1.2.0' } }, ['= Adit 1.2.0 is being fetched…']],
  ['an update that is there', { update: { state: 'ready', version: '1.2.0' } }, ['Restart and Install Adit 1.2.0']],
  [
    'updates that cannot be had',
    { update: { state: 'failed', why: 'x' } },
    ['= No update could be looked for', 'Check for Updates…'],
  ],
  [
    'credentials of the environment',
    { profile: null },
    ['Profile: from the environment > ( ) home | ( ) work | Sign In to Another…'],
  ],
];

test.each(PARTS)('of %s', (_, part, expected) => {
  const spelling = menuFor({ ...ON, ...part }, NOW).map(spelled);
  for (const entry of expected) expect(spelling).toContain(entry);
});

describe('what an entry does', () => {
  const ACTIONS: readonly [string, Action][] = [
    ['[x] Adit Is On', { do: 'turn', on: false }],
    ['Copy URL', { do: 'copy', what: 'url' }],
    ['Copy Key', { do: 'copy', what: 'key' }],
    ['( ) home', { do: 'use-profile', profile: 'home' }],
    ['( ) us-east-1', { do: 'use-region', region: 'us-east-1' }],
    ['Other…', { do: 'open', screen: 'settings', at: 'region' }],
    ['sonnet · xcode · $0.0123', { do: 'open', screen: 'history', at: 'req_2' }],
    ['Configure Xcode… (not set up)', { do: 'open', screen: 'tools', at: 'xcode' }],
    ['History…', { do: 'open', screen: 'history' }],
    ['Settings…', { do: 'open', screen: 'settings' }],
    ['Doctor…', { do: 'open', screen: 'doctor' }],
    ['[ ] Start at Login', { do: 'start-at-login', on: true }],
    ['Install Command "adit"…', { do: 'link-command' }],
    ['Check for Updates…', { do: 'check-for-updates' }],
    ['Quit Adit', { do: 'quit' }],
  ];

  test.each(ACTIONS)('%s', (label, action) => {
    expect(actionsOf(menuFor(ON, NOW)).get(label)).toEqual(action);
  });
});

test('the native menu is the same, and a click gives the action', () => {
  const performed: Action[] = [];
  const template = toTemplate(menuFor({ ...ON, profiles: ['R&D'] }, NOW), (action) => performed.push(action));
  expect(template[0]).toMatchObject({ type: 'checkbox', label: 'Adit Is On', checked: true });
  expect(template[1]).toEqual({ label: URL_, enabled: false });
  expect(template[4]).toEqual({ type: 'separator' });
  const profiles = template[5]?.submenu as { label: string; type: string; click: () => void }[];
  // One ampersand would be the mark of a letter.
  expect(profiles[0]).toMatchObject({ label: 'R&&D', type: 'radio' });
  profiles[0]?.click();
  expect(performed).toEqual([{ do: 'use-profile', profile: 'R&D' }]);
});

test('the application menu has the Edit roles, without which ⌘C does nothing', () => {
  const edit = applicationMenu(() => {}).find(({ label }) => label === 'Edit')?.submenu as { role?: string }[];
  const roles = edit.map(({ role }) => role);
  for (const role of ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll']) expect(roles).toContain(role);
});

test('names and errors that are long are cut', () => {
  const model = `arn:aws:bedrock:eu-central-1:111122223333:application-inference-profile/${'x'.repeat(60)}`;
  const recent = [{ id: 'a', client: 'c'.repeat(50), model, state: 'done', costMicros: 5 } as const];
  for (const entry of menuFor({ ...ON, recent }, NOW)) expect(spelled(entry).length).toBeLessThan(250);
  const row = menuFor({ ...ON, recent }, NOW)
    .map(spelled)
    .find((text) => text.startsWith('arn:'));
  expect(row).toBe('arn:aws:bedrock:eu-central-1:111122223333:a… · ccccccccccccccccccc… · <$0.0001');
});

function spelled(entry: Entry): string {
  switch (entry.kind) {
    case 'line':
      return '-';
    case 'text':
      return `= ${entry.label}`;
    case 'item':
      return entry.label;
    case 'check':
      return `[${entry.checked ? 'x' : ' '}] ${entry.label}`;
    case 'radio':
      return `(${entry.checked ? 'x' : ' '}) ${entry.label}`;
    case 'menu':
      return `${entry.label} > ${entry.entries.map(spelled).join(' | ')}`;
  }
}

function actionsOf(entries: readonly Entry[]): Map<string, Action> {
  const found = new Map<string, Action>();
  for (const entry of entries) {
    if ('action' in entry) found.set(spelled(entry), entry.action);
    if (entry.kind === 'menu') for (const [label, action] of actionsOf(entry.entries)) found.set(label, action);
  }
  return found;
}
