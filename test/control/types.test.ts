import { hc, type InferResponseType } from 'hono/client';
import { expectTypeOf, test } from 'vitest';
import type { ReplayEstimate } from '../../proxy/control/actions/estimate.ts';
import type { ControlApp } from '../../proxy/control/app.ts';
import type { Status } from '../../proxy/control/status.ts';
import type {
  CostRow,
  PromptDiff,
  RequestDetail,
  RequestRow,
  SessionRow,
  StoreHealth,
} from '../../proxy/history/shapes.ts';

type Api = ReturnType<typeof hc<ControlApp>>['console']['api'];

/** Whether a type is one that may stand where the other is wanted, and not by being anything or nothing. */
type Fits<Given, Wanted> = [Given] extends [never]
  ? false
  : 0 extends 1 & Given
    ? false
    : [Given] extends [Wanted]
      ? true
      : false;

test("the typed client's answers are what the engine gives", () => {
  expectTypeOf<Fits<InferResponseType<Api['status']['$get']>, Status>>().toEqualTypeOf<true>();
  expectTypeOf<Fits<InferResponseType<Api['key']['$get']>, { key: string }>>().toEqualTypeOf<true>();
  expectTypeOf<Fits<InferResponseType<Api['power']['$post']>, Status>>().toEqualTypeOf<true>();
  expectTypeOf<Fits<InferResponseType<Api['history']['$get']>['rows'], readonly RequestRow[]>>().toEqualTypeOf<true>();
  expectTypeOf<InferResponseType<Api['history']['$get']>['version']>().toEqualTypeOf<string>();
  expectTypeOf<
    Fits<InferResponseType<Api['history']['sessions']['$get']>['sessions'], readonly SessionRow[]>
  >().toEqualTypeOf<true>();
  expectTypeOf<
    Fits<InferResponseType<Api['history']['costs']['$get']>['costs'], readonly CostRow[]>
  >().toEqualTypeOf<true>();
  expectTypeOf<Fits<InferResponseType<Api['history']['health']['$get']>, StoreHealth>>().toEqualTypeOf<true>();
  expectTypeOf<Fits<InferResponseType<Api['requests'][':id']['$get']>, RequestDetail>>().toEqualTypeOf<true>();
  expectTypeOf<Fits<InferResponseType<Api['requests'][':id']['diff']['$get']>, PromptDiff>>().toEqualTypeOf<true>();
  expectTypeOf<
    Fits<InferResponseType<Api['requests'][':id']['estimate']['$post']>, ReplayEstimate>
  >().toEqualTypeOf<true>();
  expectTypeOf<
    Fits<InferResponseType<Api['requests'][':id']['replay']['$post']>, { id: string }>
  >().toEqualTypeOf<true>();
  expectTypeOf<
    Fits<InferResponseType<Api['requests'][':id']['curl']['$get']>, { text: string }>
  >().toEqualTypeOf<true>();
});

test('its queries and bodies are what the routes take', () => {
  const { api } = hc<ControlApp>('http://127.0.0.1:1').console;
  expectTypeOf(api.history.$get).toBeCallableWith({ query: { query: 'model:opus', before: '12', limit: '50' } });
  expectTypeOf(api.history.$get).toBeCallableWith({ query: {} });
  expectTypeOf(api.history.costs.$get).toBeCallableWith({ query: { by: 'model' } });
  expectTypeOf(api.history.remove.$post).toBeCallableWith({ json: { ids: ['req_1'] } });
  expectTypeOf(api.history.remove.$post).toBeCallableWith({ json: { all: true } });
  expectTypeOf(api.requests.$get).toBeCallableWith({ query: { id: ['req_1', 'req_2'] } });
  expectTypeOf(api.requests[':id'].diff.$get).toBeCallableWith({ param: { id: 'a' }, query: { against: 'b' } });
  expectTypeOf(api.requests[':id'].pin.$put).toBeCallableWith({ param: { id: 'a' }, json: { pinned: true } });
  expectTypeOf(api.requests[':id'].replay.$post).toBeCallableWith({ param: { id: 'a' }, json: { body: '{}' } });
  // @ts-expect-error Nothing is grouped by colour.
  expectTypeOf(api.history.costs.$get).toBeCallableWith({ query: { by: 'colour' } });
});
