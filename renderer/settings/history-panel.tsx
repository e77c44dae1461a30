import { useState } from 'react';
import { answerOf, api } from '../api/client.ts';
import { useHealth } from '../api/history.ts';
import { queries } from '../api/queries.ts';
import { bytes, counted, whole } from '../format/numbers.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Notice } from '../ui/notice.tsx';
import { tell, tellError } from '../ui/toasts.tsx';

/** How often it is counted, in milliseconds. */
const LOOK_MS = 3000;

/** How much is kept now, what is wrong with the store, and deleting all of it. */
export function HistoryPanel() {
  // The count grows with each request, which nothing tells.
  const { data: health } = useHealth({ staleTime: 0, refetchInterval: LOOK_MS });
  const [isAsking, setAsking] = useState(false);
  if (!health) return null;
  const remove = async () => {
    try {
      const { removed } = await answerOf(api.history.remove.$post({ json: { all: true } }));
      tell(`${counted(removed, 'request')} deleted.`);
      await queries.invalidateQueries();
    } catch (error) {
      tellError(error);
    }
  };
  return (
    <div className="stack">
      {health.problem && (
        <Notice kind={health.state === 'failing' ? 'bad' : 'warn'} title="The history has a problem">
          {health.problem}
        </Notice>
      )}
      {health.setAside && <Notice kind="warn">A damaged store was put aside: {health.setAside}</Notice>}
      <div className="card store">
        <dl>
          <div>
            <dt>Requests</dt>
            <dd>{whole(health.requests)}</dd>
          </div>
          <div>
            <dt>On disk</dt>
            <dd>{bytes(health.size)}</dd>
          </div>
          {health.lostBodies > 0 && (
            <div>
              <dt>Without bodies</dt>
              <dd>{whole(health.lostBodies)}</dd>
            </div>
          )}
        </dl>
        <Button variant="danger" disabled={health.requests === 0} onClick={() => setAsking(true)}>
          Delete everything…
        </Button>
      </div>
      <Confirm
        title="Delete the whole history?"
        action="Delete everything"
        open={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => void remove()}
      >
        {counted(health.requests, 'request')} with prompts, answers and figures, pinned ones too. It cannot be taken
        back.
      </Confirm>
    </div>
  );
}
