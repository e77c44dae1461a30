import type { ShellState } from '../../state/state.ts';
import { check, type Entry, item, text } from '../entry.ts';
import { short } from '../words.ts';

/** Whether Adit listens, where, and what a tool needs to ask it. */
export function engineEntries({ engine, demo }: ShellState): Entry[] {
  switch (engine.state) {
    case 'starting':
      return [text('Adit is starting…')];
    case 'failed':
      return [
        text('Adit is not running'),
        text(short(engine.why, 70)),
        item('Try Again', { do: 'start-again', freePort: false }),
        item('Use Another Port This Time', { do: 'start-again', freePort: true }),
      ];
    case 'on':
    case 'off':
      return [
        check('Adit Is On', engine.state === 'on', { do: 'turn', on: engine.state === 'off' }),
        text(engine.state === 'on' ? engine.url : `${engine.url} answers that Adit is off`),
        ...(demo ? [text('Demo: no model answers')] : []),
        item('Copy URL', { do: 'copy', what: 'url' }),
        item('Copy Key', { do: 'copy', what: 'key' }),
      ];
  }
}
