// The rules between rooms (.dependency-cruiser.cjs), and a floor under the number of modules that were looked at: a
// cruiser that cannot read the code reports "no violations" for nothing.
import { cruise } from 'dependency-cruiser';
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import process from 'node:process';

const MODULE_FLOOR = 150;
const PLACES = ['packages', 'apps/api/src', 'apps/runner/src', 'apps/web/app', 'apps/web/src'];

const configuration = await extractConfig('./.dependency-cruiser.cjs');
const { output } = await cruise(PLACES, { ...configuration.options, ruleSet: configuration, validate: true });
const { violations, totalCruised } = output.summary;
for (const { rule, from, to } of violations) process.stdout.write(`${rule.severity}: ${rule.name}: ${from} -> ${to}\n`);
process.stdout.write(`${totalCruised} modules, ${violations.length} violations\n`);
if (totalCruised < MODULE_FLOOR)
  process.stdout.write(`Fewer than ${MODULE_FLOOR} modules were seen: the check is blind.\n`);
process.exitCode = violations.length > 0 || totalCruised < MODULE_FLOOR ? 1 : 0;
