/** Proves that the command line inside of a built app works: `node test/electron/built-command.ts /path/to/Adit`. */
import { demoAnswers } from './demo-answers.ts';

const [program = ''] = process.argv.slice(2);
await demoAnswers([program, '--cli'], { history: true });
process.stdout.write('ok  the command line inside of the app answers, and keeps a history\n');
