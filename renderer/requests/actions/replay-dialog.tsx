import './actions.css';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { RequestDetail } from '../../../proxy/history/shapes.ts';
import { answerOf, api, wordsOf } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Estimate } from './estimate.tsx';
import { problemOf } from './json-problem.ts';

interface ReplayDialogProps {
  readonly detail: RequestDetail;
  readonly onClose: () => void;
  /** Told the id of the new request as soon as it is under way. */
  readonly onSent: (id: string) => void;
}

/** Changes a request and sends it once more; says before what that will cost. */
export function ReplayDialog({ detail, onClose, onSent }: ReplayDialogProps) {
  const original = bodyOf(detail);
  const [text, setText] = useState(original);
  const problem = problemOf(text);
  const isEdited = text !== original;
  const send = useMutation({
    mutationFn: () =>
      answerOf(
        api.requests[':id'].replay.$post({ param: { id: detail.row.id }, json: isEdited ? { body: text } : {} }),
      ),
    onSuccess({ id }) {
      onClose();
      onSent(id);
    },
  });
  const error = problem ?? (send.error ? wordsOf(send.error) : undefined);
  return (
    <Dialog
      title="Edit and send again"
      open
      onClose={onClose}
      className="dialog-wide"
      footer={
        <>
          <Estimate id={detail.row.id} body={isEdited ? text : undefined} isValid={problem === undefined} />
          {isEdited && <Button onClick={() => setText(original)}>Undo all changes</Button>}
          <Button variant="primary" disabled={problem !== undefined || send.isPending} onClick={() => send.mutate()}>
            {send.isPending ? 'Sending…' : 'Send'}
          </Button>
        </>
      }
    >
      <div className="editor">
        <textarea
          className="input mono editor-text"
          aria-label="Body of the request, JSON"
          aria-invalid={problem !== undefined}
          aria-describedby="editor-problem"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && !problem) send.mutate();
          }}
        />
        <p className="editor-problem bad" id="editor-problem" role="status">
          {error}
        </p>
      </div>
    </Dialog>
  );
}

/** The body as people edit it. */
function bodyOf({ request, clientRequest }: RequestDetail): string {
  return request == null ? (clientRequest?.body ?? '') : JSON.stringify(request, null, 2);
}
