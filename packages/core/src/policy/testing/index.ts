export { arbitraryContext, type FullContext } from './arbitrary-length.js';
export { arbitraryPolicy, arbitraryPolicyOf, type PolicySample } from './arbitrary-policy.js';
export { countedList, mathCallsOf } from './counted.js';
export { describeLawContract } from './law-contract.js';
export { respelled, withoutDefaults } from './respelled.js';
export { compiledOf, compileRefusalsOf, learningRatesOf, policyOf, refusalsOf } from './read-line.js';
export { eventsOf, observed, steeredBy } from './observed.js';
