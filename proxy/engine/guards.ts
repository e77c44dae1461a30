import type { Guard } from '../api/handlers.ts';
import type { Budgets } from '../guard/budgets.ts';
import { checkKey } from '../guard/key.ts';
import { KEYLESS, type KeyRing, MAIN } from '../guard/keys.ts';

/** Lets in whoever brings a key of the ring, within its budget. */
export function keyedGuard(keys: KeyRing, budgets: Budgets): Guard {
  return {
    checkKey(headers, exchange) {
      const name = checkKey(headers, (presented) => keys.find(presented), keys.where);
      if (name !== MAIN) exchange.keyName = name;
    },
    checkBudget: ({ keyName }) => budgets.check(keyName),
  };
}

/** Lets in everybody, within the budget of who brings no key. */
export function keylessGuard(budgets: Budgets): Guard {
  return {
    checkKey(_, exchange) {
      exchange.keyName = KEYLESS;
    },
    checkBudget: ({ keyName }) => budgets.check(keyName),
  };
}
