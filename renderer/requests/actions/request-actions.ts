import type { RequestRow } from '../../../proxy/history/shapes.ts';
import { answerOf, api } from '../../api/client.ts';
import { copyText } from '../../ui/copy-text.ts';
import { tell, tellError } from '../../ui/toasts.tsx';

/** What can be done with one request without asking further. */
export function requestActions(row: RequestRow) {
  const param = { id: row.id };
  const route = api.requests[':id'];
  return {
    copyCurl: told(async () => {
      const { text } = await answerOf(route.curl.$get({ param }));
      await copyText(text);
      tell('Copied. The key is taken from $ADIT_KEY.');
    }),
    copyId: told(async () => {
      await copyText(row.id);
      tell('Copied');
    }),
    togglePin: told(async () => {
      await answerOf(route.pin.$put({ param, json: { pinned: !row.pinned } }));
    }),
  };
}

/** Runs it, and tells why it could not be done. */
function told(action: () => Promise<void>): () => void {
  return () => void action().catch(tellError);
}
