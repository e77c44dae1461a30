import type { CostRow } from '../../proxy/history/shapes.ts';
import { shortModel } from '../requests/models.ts';

/** What sums are by; days have their chart, and a table like the others. */
export const COST_TABS = [
  { id: 'model', title: 'Model' },
  { id: 'client', title: 'Client' },
  { id: 'project', title: 'Project' },
  { id: 'session', title: 'Session' },
  { id: 'day', title: 'Day' },
] as const;

export type CostTab = (typeof COST_TABS)[number]['id'];

/** A group's name, for people. */
export function nameOf({ group, title }: CostRow, by: CostTab): string {
  if (group === '') return `no ${by}`;
  if (title) return title;
  return by === 'model' ? shortModel(group) : group;
}

/** The search that finds a group's requests; undefined where none does. */
export function queryOf({ group }: CostRow, by: CostTab, span: string): string | undefined {
  if (group === '') return undefined;
  if (by === 'day') return `since:${group} until:${group}`;
  const value = /\s/.test(group) ? `"${group}"` : group;
  return [`${by}:${value}`, span].filter(Boolean).join(' ');
}
