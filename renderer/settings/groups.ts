import {
  Bell,
  Boxes,
  ChevronsRight,
  Cloud,
  Download,
  Ellipsis,
  History,
  KeyRound,
  type LucideIcon,
  Network,
  Wallet,
} from 'lucide-react';
import type { Group } from '../../proxy/settings/schema/about.ts';

export interface GroupInfo {
  readonly id: Group;
  readonly title: string;
  readonly lead: string;
  readonly icon: LucideIcon;
}

/** The groups of settings, in the order of the list at the side. */
export const GROUPS: readonly [GroupInfo, ...GroupInfo[]] = [
  { id: 'connection', title: 'Connection', lead: 'Who asks Amazon Bedrock, and where.', icon: Cloud },
  { id: 'models', title: 'Models', lead: 'What the names of models stand for, and what they cost.', icon: Boxes },
  {
    id: 'clients',
    title: 'Clients and keys',
    lead: 'Each tool has a key of its own: history and budgets know it by its name, and it can be revoked alone.',
    icon: KeyRound,
  },
  { id: 'requests', title: 'Requests', lead: 'How requests are treated on their way.', icon: ChevronsRight },
  {
    id: 'history',
    title: 'History and privacy',
    lead: 'What is kept of requests. It is on this machine alone.',
    icon: History,
  },
  { id: 'budgets', title: 'Budgets', lead: 'What may be spent, in US dollars.', icon: Wallet },
  { id: 'network', title: 'Network', lead: 'Where Adit listens, and how it gets out.', icon: Network },
  { id: 'notifications', title: 'Notifications', lead: 'What the app tells you of.', icon: Bell },
  { id: 'updates', title: 'Updates', lead: 'New versions of Adit.', icon: Download },
  { id: 'advanced', title: 'Advanced', lead: 'What few people have to change.', icon: Ellipsis },
];
