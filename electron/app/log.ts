import { join } from 'node:path';
import type { Exchange } from '../../proxy/log/exchange.ts';
import { RequestLog } from '../../proxy/log/log.ts';
import { openLogFile } from './log-file.ts';

/** The app's log: a line for each request, and for what went wrong. */
export interface Log {
  exchange(exchange: Exchange): void;
  note(line: string): void;
  flush(): void;
}

/** Opens the log in a folder of its own: a window has no terminal to write to. */
export function openLog(folder: string): Log {
  const log = new RequestLog(openLogFile(join(folder, 'adit.log')), 'human');
  return {
    exchange: (exchange) => log.write(exchange),
    note: (line) => log.tell(line, { note: line }),
    flush: () => log.flush(),
  };
}
