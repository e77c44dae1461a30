import { join } from 'node:path';
import { type Live, NOTHING_LIVE } from '../../../proxy/history/store/live.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { RowStore } from './row-store.ts';

/** A store that a test fills; in a folder of its own where no file is named. */
export class FilledStore extends RowStore {
  constructor({
    file = join(temporaryFolder(), 'history.db'),
    live = NOTHING_LIVE,
  }: { file?: string; live?: Live } = {}) {
    super(file, live);
  }
}
