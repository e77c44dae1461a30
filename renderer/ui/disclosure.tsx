import './disclosure.css';
import { Collapsible } from '@base-ui/react/collapsible';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';

interface DisclosureProps {
  /** What is always seen; it opens and closes the rest. */
  readonly head: ReactNode;
  readonly open: boolean;
  readonly onChange: (open: boolean) => void;
  readonly children: ReactNode;
  readonly className?: string;
}

/** Something whose details are shown when they are asked for. */
export function Disclosure({ head, open, onChange, children, className = '' }: DisclosureProps) {
  return (
    <Collapsible.Root className={`disclosure ${className}`} open={open} onOpenChange={onChange}>
      <Collapsible.Trigger className="disclosure-head">
        <ChevronRight className="disclosure-sign" size={15} aria-hidden />
        {head}
      </Collapsible.Trigger>
      <Collapsible.Panel className="disclosure-body">{children}</Collapsible.Panel>
    </Collapsible.Root>
  );
}
