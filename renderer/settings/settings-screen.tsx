import './settings.css';
import { Fragment, type ReactNode } from 'react';
import type { Field } from '../../proxy/settings/describe.ts';
import type { Group } from '../../proxy/settings/schema/about.ts';
import { wordsOf } from '../api/client.ts';
import { useStatus } from '../api/status.ts';
import { hrefOf, useRoute, wishOf } from '../app/route.ts';
import { BudgetLines } from '../costs/budgets.tsx';
import { Notice } from '../ui/notice.tsx';
import { AliasEditor, TryName } from './alias-editor.tsx';
import { GROUPS, type GroupInfo } from './groups.ts';
import { HistoryPanel } from './history-panel.tsx';
import { IdentityPanel } from './identity-panel.tsx';
import { KeysPanel } from './keys-panel.tsx';
import { NetworkPanel } from './network-panel.tsx';
import { SecretsPanel } from './secrets-panel.tsx';
import { Setting } from './setting.tsx';
import { useSettings, valueAt } from './settings.ts';

type Answer = NonNullable<ReturnType<typeof useSettings>['data']>;

/** All settings by group: those of the schema, and what belongs beside them. */
export function SettingsScreen() {
  const { data, error } = useSettings();
  const group = groupOf(wishOf(useRoute()), data?.fields ?? []);
  return (
    <div className="settings">
      <nav className="settings-groups" aria-label="Groups of settings">
        <ul>
          {GROUPS.map(({ id, title, icon: Icon }) => (
            <li key={id}>
              <a href={hrefOf(`settings/${id}`)} title={title} aria-current={id === group.id ? 'page' : undefined}>
                <Icon size={15} strokeWidth={1.75} aria-hidden />
                <span className="settings-group-title">{title}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <section className="page settings-page" aria-label={group.title} tabIndex={0} key={group.id}>
        <div className="page-column">
          <header className="page-head">
            <div>
              <h1>{group.title}</h1>
              <p>{group.lead}</p>
            </div>
          </header>
          {error && <Notice kind="bad">{wordsOf(error)}</Notice>}
          {data?.problem && (
            <Notice kind="bad" title="The settings file cannot be used as it is">
              {data.problem}
            </Notice>
          )}
          {data && <GroupBody group={group} answer={data} />}
        </div>
      </section>
    </div>
  );
}

/** Settings that a panel of their own shows. */
const OWN_PANEL = new Set(['profile', 'credentials', 'region']);

function GroupBody({ group, answer }: { group: GroupInfo; answer: Answer }) {
  const { fields, values, overridden } = answer;
  const own = fields.filter((field) => field.group === group.id && !OWN_PANEL.has(field.path));
  return (
    <>
      {PANELS[group.id]?.(answer)}
      {(own.length > 0 || group.id === 'connection') && (
        <div className="setting-list">
          {group.id === 'connection' && <IdentityPanel values={values} />}
          {own.map((field) => {
            const Control = field.path === 'aliases' ? AliasEditor : Setting;
            return (
              <Fragment key={field.path}>
                <Control
                  field={field}
                  value={valueAt(values, field.path)}
                  isOverridden={overridden.includes(field.path)}
                />
                {field.path === 'aliases' && <TryName />}
              </Fragment>
            );
          })}
        </div>
      )}
    </>
  );
}

/** What stands over the fields of a group. */
const PANELS: Partial<Record<Group, (answer: Answer) => ReactNode>> = {
  clients: () => <KeysPanel />,
  history: () => <HistoryPanel />,
  budgets: () => (
    <div className="scroll-x">
      <BudgetLines />
    </div>
  ),
  network: ({ keylessUrl }) => <Addresses keylessUrl={keylessUrl} />,
  advanced: ({ secrets }) => <SecretsPanel {...secrets} />,
};

function Addresses({ keylessUrl }: { keylessUrl: string | null }) {
  const { data: status } = useStatus();
  return status ? <NetworkPanel url={status.url} keylessUrl={keylessUrl} /> : null;
}

/** A group by its name, or by the name of a field in it. */
function groupOf(part: string, fields: readonly Field[]): GroupInfo {
  const named = fields.find(({ path }) => path === part)?.group ?? part;
  return GROUPS.find(({ id }) => id === named) ?? GROUPS[0];
}
