import type { AditError } from '../../errors.ts';
import type { StreamWriter } from '../relay.ts';
import { errorBody } from './errors.ts';

/** Writes Messages events as Anthropic's API does: as they came, where upstream speaks server-sent events itself. */
export class MessagesEvents implements StreamWriter {
  readonly isOwnForm = false;
  readonly heartbeat = 'event: ping\ndata: {"type": "ping"}\n\n';
  readonly #requestId: string;

  constructor(requestId: string) {
    this.#requestId = requestId;
  }

  event(type: string, data: Buffer, block: Buffer | undefined): readonly Buffer[] {
    return block ? [block] : [eventHead(type), data, END];
  }

  fail(error: AditError): string {
    return `event: error\ndata: ${JSON.stringify(errorBody(error, this.#requestId))}\n\n`;
  }

  end(): string {
    return '';
  }
}

const END = Buffer.from('\n\n');
const HEADS = new Map<string, Buffer>();

/** `event: TYPE\ndata: `, made once for each of the few types that there are. */
function eventHead(type: string): Buffer {
  let head = HEADS.get(type);
  if (!head) {
    head = Buffer.from(`event: ${type.replace(/\s/g, '')}\ndata: `);
    if (HEADS.size < 64) HEADS.set(type, head);
  }
  return head;
}
