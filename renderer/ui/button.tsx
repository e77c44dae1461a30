import './button.css';
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Tip } from './tip.tsx';

export type ButtonVariant = 'plain' | 'primary' | 'danger' | 'ghost';

interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: ButtonVariant;
  readonly icon?: LucideIcon;
}

/** A button with a word on it. */
export function Button({ variant = 'plain', icon: Icon, className = '', children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={`button button-${variant} ${className}`} {...rest}>
      {Icon && <Icon size={14} strokeWidth={2} aria-hidden />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** What it does: its name, and its tooltip. */
  readonly label: string;
  readonly icon: LucideIcon;
  /** Chord that does the same, shown in the tooltip. */
  readonly chord?: string;
}

/** A button with a sign on it; the tooltip says what it does. */
export function IconButton({ label, icon: Icon, chord, className = '', ...rest }: IconButtonProps) {
  return (
    <Tip label={label} {...(chord && { chord })}>
      <button type="button" className={`button button-ghost button-icon ${className}`} aria-label={label} {...rest}>
        <Icon size={15} strokeWidth={1.9} aria-hidden />
      </button>
    </Tip>
  );
}
