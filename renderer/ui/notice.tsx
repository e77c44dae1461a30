import './notice.css';
import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

export type NoticeKind = 'info' | 'good' | 'warn' | 'bad';

const ICONS: Readonly<Record<NoticeKind, LucideIcon>> = {
  info: Info,
  good: CircleCheck,
  warn: TriangleAlert,
  bad: CircleAlert,
};

interface NoticeProps {
  readonly kind: NoticeKind;
  readonly title?: string;
  readonly children?: ReactNode;
  /** Buttons for what can be done about it. */
  readonly actions?: ReactNode;
  /** Read out at once by screen readers: for what came of something that was just asked for. */
  readonly isNews?: boolean;
}

/** Something that has to be known, in its place on the screen. */
export function Notice({ kind, title, children, actions, isNews }: NoticeProps) {
  const Icon = ICONS[kind];
  return (
    <div className={`notice notice-${kind}`} role={isNews ? 'status' : undefined}>
      <Icon size={16} strokeWidth={2} aria-hidden />
      <div className="notice-text">
        {title && <strong>{title}</strong>}
        {children}
      </div>
      {actions && <div className="notice-actions">{actions}</div>}
    </div>
  );
}
