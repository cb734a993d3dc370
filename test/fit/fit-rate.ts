// How often a trace of a random policy is fitted by an equivalent one with no more parameters: npm run fit-rate [-- COUNT [LAW]].
import { argv, stdout } from 'node:process';
import { fitRate, type FitRate, OPEN, samplesOf, sequences } from './rates.js';

const COUNT = 100;
const SHOWN = 3;
const SEQUENCE = 'three phases';

function print(name: string, { good, drawn, failures }: FitRate): void {
  stdout.write(`${name.padEnd(22)} ${String(good)} of ${String(drawn)}\n`);
  for (const failure of failures.slice(0, SHOWN)) stdout.write(`    ${failure}\n`);
}

const [count = String(COUNT), only] = argv.slice(2);
let [good, drawn] = [0, 0];
for (const name of OPEN.filter((law) => only === undefined || law === only)) {
  const rate = fitRate(samplesOf(name), Number(count));
  print(name, rate);
  [good, drawn] = [good + rate.good, drawn + rate.drawn];
}
if (drawn > 0) stdout.write(`single laws: ${((100 * good) / drawn).toFixed(1)}% of ${String(drawn)}\n`);
if (only === undefined || only === SEQUENCE) print(SEQUENCE, fitRate(sequences, Number(count)));
