import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { keepFilter } from './filters.ts';

interface KeepFilterDialogProps {
  readonly query: string;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Gives a search a name. */
export function KeepFilterDialog({ query, open, onClose }: KeepFilterDialogProps) {
  const [name, setName] = useState('');
  const keep = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    keepFilter({ name: name.trim(), query });
    setName('');
    onClose();
  };
  return (
    <Dialog
      title="Keep this search"
      open={open}
      onClose={onClose}
      footer={
        <Button variant="primary" type="submit" form="keep-filter" disabled={name.trim() === ''}>
          Keep
        </Button>
      }
    >
      <form id="keep-filter" onSubmit={keep}>
        <Field label="Name" hint={<code>{query}</code>}>
          <Input className="input" value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}
