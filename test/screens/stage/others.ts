import { type Beat, call, type Dialogue, result, text, thinking, tool } from './dialogue.ts';

const XCODE_SYSTEM =
  'You help with a Swift project inside Xcode. Answer with whole files or with edits.\nWorking directory: /Users/me/code/Fieldnotes';

/** A picture of a window with four dark fields, 320 by 200 points. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAUAAAADICAIAAAAWZq/8AAAChElEQVR42u3dsQ2DMBRFUaZAmSCiQhFdNrEsSoZgUubJCpFwYfOOdCaIcrtv3vReVmBQk58ABAwIGBAwCBgQMCBgQMAgYEDAgIBBwICAAQEDAgYBAwIGBAwIGAQMCBgQMAgYiAn4s32BmwQMAhYwCBgQMAhYwCBgAYOAgdECnufXw/jDJaj70YSABYyABSxgBCxgAQtYwAJGwAIWMAIWsIARsIARsIAFjIAFLGAE7JQS3EIDAgYBCxgELGAQMCBgELCAIS1gwDYSIGAQMCBgQMCAgEHAgIABAQMCBgEDAgYEDAIGBAz0G7Cn2OCLHCBgAYOABQwCBgQMAhYwCFjAkBfw8wa+TYQnKOfVhIAFjIAFLGAELGABC1jAAlaIgAUsYAQsYAEjYAELWMACFjACFrCAEbBTSnALDQgYBCxgELCAQcCAgEHAAoa0gAHbSICAQcCAgAEBAwIGAQMCBgQMCBgEDAgYEDAIGBAw0G/AnmKDL3KAgAUMAhYwCBgQMAhYwCBgAUNewOa8TYSPqO5HEwJGwAIWsIARsIAFLGABI2ABC1jACFjAAkbAAhawgAWMgAUsYAEjYKeU4BYaEDAIWMAgYAGDgAEBg4AFDGkBA7aRAAGDgAEBAwIGBAwCBgQMCBgQMAgYEDAgYBAwIGCg34A9xQZf5AABCxgELGAQMCBgELCAQcAChryAjXGbCB9ROa8mBIyABSxgBCxgAQtYwAJGwAIWMAIWsIAFjIAFLGABCxgBC1jACFjATinBLTQgYBCwgEHAAgYBAwIGAQsY0gIGbCMBAgYBAwIGBAwIGAQMCBgQMCBgEDAgYEDAIGBAwICAAQGDgAEBAwIGAQMCBgQM/O0HSExQlT0ydiAAAAAASUVORK5CYII=';

/** Xcode: a picture, an edit, and a question. */
export const XCODE: Dialogue = {
  headers: { 'user-agent': 'Xcode/26.3 CFNetwork/3860 Darwin/25.4.0', 'x-session-id': 'xcode-fieldnotes-0412' },
  model: 'claude-sonnet-4-6',
  system: XCODE_SYSTEM,
  tools: [
    tool('XcodeUpdate', 'Edits a file of the project.', 'path', 'content'),
    tool('XcodeBuild', 'Builds.', 'scheme'),
  ],
  base: 9_860,
  beats: [
    {
      say: [
        text('The settings look like this in dark mode. Make the fields readable.'),
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PICTURE } },
      ],
      answer: [
        text('The labels keep their light colour: they are set to `.black` and not to a colour of the system.'),
        call('x1', 'XcodeUpdate', {
          path: 'Fieldnotes/SettingsView.swift',
          content: 'Label(title, systemImage: icon)\n  .foregroundStyle(.primary)',
        }),
      ],
      wait: 1100,
    },
    {
      say: [result('x1', 'Updated.')],
      answer: [call('x2', 'XcodeBuild', { scheme: 'Fieldnotes' })],
      wait: 640,
    },
    {
      say: [result('x2', 'Build succeeded in 14.2 s with 0 warnings.')],
      answer: [text('The labels now follow the appearance of the system, and it builds without warnings.')],
      wait: 560,
    },
  ],
};

/** A program whose system prompt has the time in it, which breaks the cache each time. */
export const NOTES: Dialogue = {
  headers: { 'user-agent': 'opencode/1.18.4', 'x-session-id': 'ses_oc_5f2a91' },
  model: 'claude-sonnet-4-6',
  system: 'You write release notes.\nWorking directory: /Users/me/code/atlas\nTime: 14:02:11',
  tools: [tool('bash', 'Runs a command.', 'command'), tool('read', 'Reads a file.', 'filePath')],
  base: 8_210,
  beats: [
    {
      say: 'Draft the release notes for 3.2 from the commits since 3.1.',
      answer: [call('n1', 'bash', { command: 'git log --oneline v3.1..HEAD' })],
      wait: 540,
    },
    {
      say: [
        result(
          'n1',
          '9f1c2aa Draw tiles on the GPU\n71be0d4 Keep the last place\n0c4de81 Read GPX with extensions\n5ad9e2f Fewer copies while panning',
        ),
      ],
      answer: [
        text(
          '**3.2**\n\n- Maps pan smoothly: tiles are drawn on the GPU, with fewer copies.\n- Atlas opens where you left it.\n- GPX files with extensions can be read.',
        ),
      ],
      wait: 700,
    },
    {
      say: 'Shorter, one line for each.',
      system: 'You write release notes.\nWorking directory: /Users/me/code/atlas\nTime: 14:09:47',
      answer: [text('- Smooth panning\n- Opens where you left it\n- GPX with extensions')],
      wait: 1480,
    },
  ],
};

const PLAIN: Omit<Dialogue, 'headers' | 'model' | 'beats'> = {
  system: 'Answer in one sentence.',
  tools: [],
  base: 640,
};

function plain(model: string, userAgent: string, ...beats: Beat[]): Dialogue {
  return { ...PLAIN, headers: { 'user-agent': userAgent }, model, beats };
}

/** Bedrock is busy at first, and answers at the third try. */
export const BUSY = plain('claude-sonnet-4-6', 'anthropic/python 0.92.0', {
  say: 'Which of these two sentences is clearer, and why?',
  answer: [text('The second: it names who acts before it says what is done.')],
  wait: 420,
  refuse: {
    status: 429,
    type: 'ThrottlingException',
    message: 'Too many requests, please wait before trying again.',
    times: 2,
  },
});

/** A request that Bedrock refuses. */
export const REFUSED = plain('claude-opus-5-5', 'anthropic/python 0.92.0', {
  say: 'Summarise the attached report.',
  answer: [],
  refuse: {
    status: 400,
    type: 'ValidationException',
    message: 'messages.0.content: prompt is too long: 1048921 tokens > 1000000 maximum',
    times: 9,
  },
});

/** An answer that breaks off. */
export const CUT = plain('claude-haiku-4-5', 'zed/0.212.1', {
  say: 'Explain the borrow checker to a person who knows C++.',
  answer: [
    text(
      'Think of each value as having one owner at a time, which lends it out either to many readers or to one writer, and never',
    ),
  ],
  wait: 380,
  cut: true,
});

/** An answer that is still coming. */
export const LONG = plain('claude-opus-5-5', 'claude-cli/2.1.329 (external, cli)', {
  say: 'Write a design note on how the uploader should resume after a restart.',
  answer: [
    thinking(
      'What has to survive a restart: which parts are uploaded, under which upload id, and whether the file has changed since.',
    ),
    text(
      `# Resuming uploads\n\nAn upload that was interrupted goes on where it stopped, if the file is still the same.\n\n## What is kept\n\nA record for each upload, written before the first part is sent:\n\n\`\`\`json\n{ "id": "u_81", "file": "/…/take-3.mov", "size": 73400320, "mtime": 1795862311, "parts": [] }\n\`\`\`\n\nEach part is added to it once the server has confirmed it, with its checksum. The record is written to a new file which then takes the place of the old one, so that it is whole at any moment.\n\n## What happens at the start\n\n1. Records without an upload id are thrown away: nothing of them has reached the server.\n2. A file whose size or time differs from its record is uploaded anew, and the old upload is cancelled.\n3. For all others the server is asked which parts it has. What it lacks is sent, four parts at a time.\n\n## What can go wrong\n\nThe server forgets uploads after seven days. It then answers 404, and the upload begins anew; the person is told only if that happens twice.`,
    ),
  ],
  wait: 600,
  pace: 60,
});
