import './toasts.css';
import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { wordsOf } from '../api/client.ts';
import { IconButton } from './button.tsx';

const toasts = Toast.createToastManager();

/** Tells for a moment what was done. */
export function tell(title: string): void {
  toasts.add({ title, type: 'done' });
}

/** Tells why something could not be done; stays longer. */
export function tellError(error: unknown): void {
  toasts.add({ title: wordsOf(error), type: 'error', priority: 'high', timeout: 12_000 });
}

/** Where they appear. */
export function Toasts() {
  return (
    <Toast.Provider toastManager={toasts}>
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <Shown />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Shown() {
  const { toasts: shown } = Toast.useToastManager();
  return shown.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={`toast ${toast.type === 'error' ? 'toast-error' : ''}`}>
      <Toast.Content className="toast-content">
        <Toast.Title className="toast-title" />
        <Toast.Close render={<IconButton label="Dismiss" icon={X} />} />
      </Toast.Content>
    </Toast.Root>
  ));
}
