import { arch, availableParallelism, platform } from 'node:os';
import { isDirect, type Row, type Spread } from './summary.ts';

/** What Adit may cost at most, as a multiple of a plain proxy that parses the body. */
const TARGET = 1.3;

/** The page that the run leaves behind. `history`: what the history's own benchmarks print. */
export function toMarkdown(rows: Row[], rounds: number, history: string): string {
  return `# Benchmarks

\`npm run bench\` made this page. Do not edit it; run it again. Times depend on the machine: what counts are the
ratios between rows of one run.

${target(rows)}

${table(rows)}

Times are in milliseconds. The rows “direct” say how long it takes without anything between; all other rows say how
much is **added** to that. “c1” is one request at a time, “c16” sixteen; pairs are median / 99th percentile,
compared to direct within each round, the middle one of the rounds. What is below zero is lost in the noise of direct.

## The history

What it takes on disk (checkpointed, with search index, both bodies and event timelines), of its thread's processor time, and
how long lists take at the store (\`npm run bench:history\`). Targets: less than 3 times the last request for 200 turns of
1 MB, and lists in less than 50 ms.

\`\`\`
${history}
\`\`\`

${explanation(rounds)}
`;
}

/** Whether the target is met, in a line that can be searched for. */
function target(rows: Row[]): string {
  const adit = rows.find((row) => row.name === 'adit-invoke');
  const alone = rows.find((row) => row.name === 'adit-invoke-alone');
  const parsing = rows.find((row) => row.name === 'parse-hono');
  const cutting = rows.find((row) => row.name === 'cut');
  if (!adit || !alone || !parsing || !cutting) throw new Error('the rows of the target were not measured');
  const time = (floor: Row) => adit.firstDelta['large-alone'].p50 / floor.firstDelta['large-alone'].p50;
  const cpu = (floor: Row, subject = adit) => largeCpu(subject) / largeCpu(floor);
  return [
    `- 200 KB at concurrency 1, added time: Adit / parsing Hono floor = ${verdict(time(parsing))}`,
    `- 200 KB at concurrency 1, processor time: Adit without a history / parsing Hono floor = ${verdict(cpu(parsing, alone))}`,
    `- The same with the history, whose thread works beside the requests: ${cpu(parsing).toFixed(2)} (no target)`,
    `- The same against the floor that parses nothing: ${time(cutting).toFixed(2)} and ${cpu(cutting).toFixed(2)} (no target)`,
  ].join('\n');
}

function largeCpu(row: Row): number {
  return row.cpuMsPerRequest?.large ?? Number.NaN;
}

function verdict(ratio: number): string {
  return `**${ratio.toFixed(2)}** (target at most ${TARGET}: ${ratio <= TARGET ? 'met' : 'MISSED'})`;
}

const COLUMNS: [string, (row: Row) => string][] = [
  ['', (row) => row.label],
  ['1 KB c1', (row) => pair(row.firstDelta['small-alone'])],
  ['200 KB c1', (row) => pair(row.firstDelta['large-alone'])],
  ['1 KB c16', (row) => pair(row.firstDelta['small-many'])],
  ['200 KB c16', (row) => pair(row.firstDelta['large-many'])],
  ['each event', (row) => pair(row.heldBack)],
  ['events/s, 64 streams', (row) => events(row)],
  [
    'CPU ms per request 1 KB / 200 KB',
    ({ cpuMsPerRequest: cpu }) => (cpu ? `${ms(cpu.small)} / ${ms(cpu.large)}` : ''),
  ],
  ['CPU µs per event', (row) => row.cpuUsPerEvent?.toFixed(1) ?? ''],
  ['start', (row) => row.startMs?.toFixed(0) ?? ''],
  ['MB idle / peak', ({ memoryMb: mb }) => (mb ? `${mb.idle.toFixed(0)} / ${mb.peak.toFixed(0)}` : '')],
];

function table(rows: Row[]): string {
  const lines = [
    COLUMNS.map(([title]) => title),
    COLUMNS.map((_, n) => (n === 0 ? '---' : '---:')),
    ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row))),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function events(row: Row): string {
  const thousands = `${(row.eventsPerSecond / 1000).toFixed(0)}k`;
  return isDirect(row) ? thousands : `${thousands} (×${row.eventsShare.toFixed(2)})`;
}

function pair({ p50, p99 }: Spread): string {
  return `${ms(p50)} / ${ms(p99)}`;
}

function ms(value: number): string {
  return Math.abs(value) < 10 ? value.toFixed(2) : value.toFixed(0);
}

function machine(): string {
  const day = new Date().toISOString().slice(0, 10);
  return `On ${day}, on ${availableParallelism()} cores, ${platform()} ${arch()}, Node ${process.versions.node}.`;
}

function explanation(rounds: number): string {
  return `## How it was measured

${machine()}

All over plain HTTP on the loopback address. The stand-in for Bedrock, each subject and the client are processes of
their own and share the cores; nothing is pinned. ${rounds} rounds count, after one that warms up.
In each round every measure is taken of every subject in turn, and every round begins with another subject.

- **Stand-in** (\`test/bench/upstream.ts\`): answers are encoded beforehand, the first text delta leaves with the
  headers, signatures are not checked.
- **Requests** (\`test/bench/bodies.ts\`): shaped like those of Claude Code, with cached system blocks, twelve tools,
  thinking, tool calls and their results. The newest message differs from request to request.
- **1 KB, 200 KB**: from the call to the first whole text delta; answers of 25 events.
- **Each event**: four streams whose events leave 4 ms apart, each with the time in its text; how old an event is when
  the client has it. A proxy that waited for the next event would show 4 ms here.
- **events/s**: 64 streams at once, 1005 events each, as fast as they go, written four at a time; in brackets the share
  of direct.
- **CPU**: of the subject's process with all its threads, at concurrency 1; work that it puts off until after the
  answer is counted. Per event with 64 streams, the requests' own share included.
- **start**: from starting the program to the end of its first answer, median.
- **MB**: resident, before the first round and at its highest.

## What it was measured against

- **Direct**: the same client, the same stand-in, nothing between.
- **Bare pipe** (\`test/bench/floors/pass-through.ts\`): \`node:http\`, no signing, no framing: the least a proxy in Node can do.
- **Fields cut from the bytes** (\`cut.ts\`): \`node:http\`, SigV4, event-stream frames made into server-sent events; the
  body is not parsed.
- **Body parsed, Hono** (\`parse-hono.ts\`): the same under Hono with \`JSON.parse\` and \`JSON.stringify\`: the plain way to
  write such a proxy, and the one that the target refers to.
- **AWS SDK** (\`sdk-direct.ts\`): what a program pays that calls Bedrock through the SDK itself, as it comes (HTTP/2, a
  session per request) and with an HTTP/1.1 agent that keeps its connections. No proxy is involved; the processor time
  and memory are those of the calling program.

While it is measured Adit also checks the key, fits each request to its surface, reads usage from the answer, logs a line,
and keeps a history of all that is said, in a thread whose processor time is counted; the floors do none of that.`;
}
