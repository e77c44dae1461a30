import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';

interface ConfirmProps {
  readonly title: string;
  /** What will be gone. */
  readonly children: ReactNode;
  /** What the button says that does it. */
  readonly action: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ title, children, action, open, onClose, onConfirm }: ConfirmProps) {
  return (
    <AlertDialog.Root open={open} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog confirm">
          <div className="dialog-head">
            <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
          </div>
          <AlertDialog.Description render={<div className="dialog-body" />}>{children}</AlertDialog.Description>
          <div className="dialog-foot">
            <AlertDialog.Close render={<Button>Cancel</Button>} />
            <AlertDialog.Close render={<Button variant="danger" onClick={onConfirm} />}>{action}</AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
