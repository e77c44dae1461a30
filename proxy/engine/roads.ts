import type { Served } from '../api/listener.ts';
import { answersWhileOff, replyOff } from '../api/switched-off.ts';
import { type Console, isConsolePath } from '../control/console.ts';
import type { Budgets } from '../guard/budgets.ts';
import { costOf } from '../history/cost.ts';
import { figuresOf } from '../history/figures.ts';
import type { History } from '../history/history.ts';
import type { Exchange } from '../log/exchange.ts';
import type { SettingsStore } from '../settings/store.ts';
import type { Core } from './core.ts';

export interface RoadsOptions {
  /** What answers now. */
  readonly core: () => Core;
  readonly control: () => Console;
  readonly history: History;
  readonly budgets: Budgets;
  readonly settings: SettingsStore;
  readonly onExchange: (exchange: Exchange) => void;
}

/** Where requests go from the listeners: to the console, or to the core of the moment; and what is told of their ends. */
export interface Roads {
  readonly served: Served;
  /** Where no key is wanted there is no console. */
  readonly keyless: Served;
  readonly onEnd: (exchange: Exchange) => void;
}

export function createRoads({ core, control, history, budgets, settings, onExchange }: RoadsOptions): Roads {
  const ask = (way: 'fetch' | 'fetchKeyless'): Served['fetch'] => {
    return (request, bindings) => {
      const { exchange } = bindings;
      control().arrived(exchange);
      if (!control().power.isOn && !answersWhileOff(exchange.path)) return replyOff(bindings);
      // Only what is asked of a model is posted.
      if (exchange.method === 'POST') history.begin(exchange);
      return core()[way](request, bindings);
    };
  };
  const keyed = ask('fetch');
  return {
    served: {
      fetch(request, bindings) {
        if (isConsolePath(bindings.exchange.path)) return control().app.fetch(request, bindings);
        return keyed(request, bindings);
      },
    },
    keyless: { fetch: ask('fetchKeyless') },
    onEnd(exchange) {
      if (isConsolePath(exchange.path)) return;
      history.end(exchange);
      const { costMicros } = costOf(figuresOf(exchange, 'off'), settings.current.prices);
      if (costMicros) budgets.add(exchange.keyName, costMicros / 1e6);
      onExchange(exchange);
    },
  };
}
