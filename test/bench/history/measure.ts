import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../../proxy/history/store/database.ts';
import { Writer } from '../../../proxy/history/store/writer.ts';
import type { RequestNews } from '../../../proxy/history/worker-messages.ts';
import { SETTINGS } from '../../history/store/told.ts';
import { lastBody, type SessionShape, sessionNews } from './session.ts';

export interface SizeResult {
  /** Bytes of the last request. */
  readonly last: number;
  /** Bytes on disk after a checkpoint. */
  readonly file: number;
  /** Bytes on disk by what they hold, each with its indexes. */
  readonly tables: ReadonlyMap<string, number>;
  /** Milliseconds of CPU for each request as it comes (both bodies), and for its end (answer, events, figures); in order. */
  readonly asked: readonly number[];
  readonly ended: readonly number[];
}

/** Stores a session as the worker does, each request in two transactions of its own. */
export function storeSession(folder: string, shape: SessionShape): SizeResult {
  const file = join(folder, 'history.db');
  const { db } = openStore(file);
  const writer = new Writer(db, SETTINGS);
  const asked: number[] = [];
  const ended: number[] = [];
  const store = (news: readonly RequestNews[], cpu: number[]) => {
    const start = process.cpuUsage();
    for (const each of news) writer.take(each);
    writer.flush();
    const { user, system } = process.cpuUsage(start);
    cpu.push((user + system) / 1000);
  };
  let last = 0;
  for (const news of sessionNews(shape)) {
    last = lastBody(news);
    const end = news.findIndex(({ kind }) => kind === 'events');
    store(news.slice(0, end), asked);
    store(news.slice(end), ended);
  }
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const tables = new Map<string, number>();
  for (const { name, size } of db.prepare(SIZES).all()) tables.set(String(name), Number(size));
  db.close();
  return { last, file: statSync(file).size, tables, asked, ended };
}

const SIZES = `
  SELECT CASE WHEN s.tbl_name LIKE 'words%' THEN 'words' ELSE coalesce(s.tbl_name, 'schema') END AS name, sum(d.pgsize) AS size
  FROM dbstat d LEFT JOIN sqlite_schema s ON s.name = d.name GROUP BY 1 ORDER BY 2 DESC`;
