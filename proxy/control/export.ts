import type { Context } from 'hono';
import type { History } from '../history/history.ts';
import type { ExportFormat } from '../history/questions.ts';
import { carrierOf } from './carrier.ts';

const TYPES: Readonly<Record<ExportFormat, string>> = {
  har: 'application/json',
  jsonl: 'application/jsonl',
  csv: 'text/csv; charset=utf-8',
};

/**
 * A file to save, written piece by piece as it is taken. Rejects with AditError where the store cannot be asked; a store
 * that fails later cuts the answer off, so that nobody takes it for whole.
 */
export async function exportFile(c: Context, history: History, format: ExportFormat, query: string): Promise<Response> {
  const encoder = new TextEncoder();
  let piece = await history.ask('export', format, query, null);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (piece.text !== '') controller.enqueue(encoder.encode(piece.text));
      if (piece.next === null) controller.close();
      else piece = await history.ask('export', format, query, piece.next).catch((error: unknown) => cutOff(c, error));
    },
  });
  const day = new Date().toLocaleDateString('sv');
  return new Response(body, {
    headers: {
      'content-type': TYPES[format],
      'content-disposition': `attachment; filename="adit-history-${day}.${format}"`,
    },
  });
}

/** The carrier itself would write the error's words behind what has been sent, and end as if it were whole. */
function cutOff(c: Context, error: unknown): never {
  carrierOf(c)?.destroy();
  throw error;
}
