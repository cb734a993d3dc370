import { describeLawContract } from '../testing/index.js';
import { laws } from './registry.js';

for (const law of laws) describeLawContract(law);
