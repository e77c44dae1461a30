import type { Carry } from '../security/carrier.ts';
import { ORIGIN } from '../security/scheme.ts';

/** An event of the control API. */
export interface ConsoleEvent {
  readonly type: string;
  readonly data: unknown;
}

/** Tells of the control API's events until `signal` is aborted, or the engine ends. */
export async function followEvents(
  carry: Carry,
  signal: AbortSignal,
  onEvent: (event: ConsoleEvent) => void,
): Promise<void> {
  const answer = await carry(new Request(`${ORIGIN}/console/api/events`, { signal }));
  if (!answer.ok || !answer.body) return;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  const cancel = () => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = eventIn(block);
      if (event) onEvent(event);
    }
  }
}

function eventIn(block: string): ConsoleEvent | undefined {
  const type = /^event: ?(.+)$/m.exec(block)?.[1];
  const data = /^data: ?(.+)$/m.exec(block)?.[1];
  return type === undefined || data === undefined ? undefined : { type, data: JSON.parse(data) };
}
