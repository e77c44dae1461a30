import * as v from 'valibot';
import type { RequestDetail, RequestRow } from '../../proxy/history/shapes.ts';
import { SettingsSchema } from '../../proxy/settings/settings.ts';
import { openRoad, type Road, type RoadOptions } from './road.ts';

/** What is kept where nothing else is said. */
export const { history: HISTORY } = v.parse(SettingsSchema, {});

/** A road whose requests are kept. */
export function openKeptRoad(options: RoadOptions = {}): Promise<Road> {
  return openRoad({ ...options, settings: { history: HISTORY, ...options.settings } });
}

/** The newest requests that match, newest first. */
export async function keptRows(road: Road, query = ''): Promise<readonly RequestRow[]> {
  return (await road.adit.history.ask('page', query, null, 100)).rows;
}

/** All of the newest request, once it has ended. */
export async function latestKept(road: Road): Promise<RequestDetail> {
  for (;;) {
    const [row] = await keptRows(road);
    const detail = row && row.state !== 'open' ? await road.adit.history.ask('detail', row.id) : undefined;
    if (detail) return detail;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
