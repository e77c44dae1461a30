import './dialog.css';
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';

interface DialogProps {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons at its foot, the one that goes on last. */
  readonly footer?: ReactNode;
  readonly className?: string;
  /** For dialogs that say by themselves what they are. */
  readonly hideTitle?: boolean;
}

/** A window over the window. Escape closes it, and the focus goes back to where it was. */
export function Dialog({ title, open, onClose, children, footer, className = '', hideTitle }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="backdrop" />
        <Base.Popup className={`dialog ${className}`}>
          <div className={hideTitle ? 'unseen' : 'dialog-head'}>
            <Base.Title className="dialog-title">{title}</Base.Title>
          </div>
          <div className="dialog-body">{children}</div>
          {footer && <div className="dialog-foot">{footer}</div>}
          {/* Behind the rest, so that the focus is first where something is to be done. */}
          {!hideTitle && (
            <Base.Close className="button button-ghost button-icon dialog-close" aria-label="Close">
              <X size={15} strokeWidth={1.9} aria-hidden />
            </Base.Close>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
