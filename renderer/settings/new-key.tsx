import { useStatus } from '../api/status.ts';
import { Button } from '../ui/button.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { Dialog } from '../ui/dialog.tsx';

interface NewKeyProps {
  readonly made: { readonly name: string; readonly key: string } | undefined;
  readonly onClose: () => void;
}

/** A key that was just made, with what a client needs besides. */
export function NewKey({ made, onClose }: NewKeyProps) {
  const { data: status } = useStatus();
  return (
    <Dialog
      title={`The key of ${made?.name}`}
      open={made !== undefined}
      onClose={onClose}
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      {made && (
        <div className="stack">
          <div className="card">
            <CopyField label="Address" value={status?.url ?? ''} />
            <CopyField label="Key" value={made.key} />
          </div>
          <p className="quiet">
            Clients send it as <code>x-api-key</code>, or as <code>Authorization: Bearer</code>.
          </p>
        </div>
      )}
    </Dialog>
  );
}
