import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What is worth knowing of whether git would take a file with a key in it; empty outside of a repository. */
export async function ignoredByGit(folder: string, file: string): Promise<string[]> {
  try {
    await promisify(execFile)('git', ['-C', folder, 'check-ignore', '-q', file], { timeout: 5000 });
    return [`git ignores ${file}, which has a key in it.`];
  } catch (error) {
    // 1: it is not ignored. Others: there is no git, or no repository.
    if ((error as { code?: unknown }).code !== 1) return [];
    return [`git does not ignore ${file}, which has a key in it: add it to .gitignore.`];
  }
}
