import { useMutation } from '@tanstack/react-query';
import type { Removal } from '../../../proxy/history/questions.ts';
import { answerOf, api } from '../../api/client.ts';
import { counted } from '../../format/numbers.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { tell, tellError } from '../../ui/toasts.tsx';

interface DeleteDialogProps {
  /** What is to go; null while nobody asks. */
  readonly which: Removal | null;
  readonly onClose: () => void;
  readonly onDone?: () => void;
}

/** Asks before something is deleted, and says what goes. */
export function DeleteDialog({ which, onClose, onDone }: DeleteDialogProps) {
  const remove = useMutation({
    mutationFn: (removal: Removal) => answerOf(api.history.remove.$post({ json: jsonOf(removal) })),
    onSuccess({ removed }) {
      tell(`Deleted ${counted(removed, 'request')}`);
      onDone?.();
    },
    onError: tellError,
  });
  const { title, what } = wordsFor(which);
  return (
    <Confirm
      title={title}
      action="Delete"
      open={which !== null}
      onClose={onClose}
      onConfirm={() => which && remove.mutate(which)}
    >
      {what} They are taken out of the file on disk, and cannot be brought back.
    </Confirm>
  );
}

function jsonOf(removal: Removal) {
  return 'ids' in removal ? { ids: [...removal.ids] } : removal;
}

function wordsFor(which: Removal | null): { title: string; what: string } {
  if (which && 'session' in which) {
    return {
      title: 'Delete this session?',
      what: 'All of its requests go, those of its sub-agents, too: prompts, answers and figures. Pinned requests stay.',
    };
  }
  if (which && 'all' in which) {
    return {
      title: 'Delete the whole history?',
      what: 'All requests go: prompts, answers and figures, and so do the costs. Pinned requests stay.',
    };
  }
  const count = which ? which.ids.length : 1;
  return {
    title: count === 1 ? 'Delete this request?' : `Delete ${count} requests?`,
    what: 'Prompt, answer, events and figures go.',
  };
}
