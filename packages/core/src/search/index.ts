export { type Drawn, drawPolicies, type DrawRequest } from './draw.js';
export { sobol, SOBOL_DIMENSIONS } from './sobol.js';
export { type Parameter, parseSpace, type Space, type Template } from './space.js';
export { usualSpace, type UsualSpaceOptions } from './usual-space.js';
