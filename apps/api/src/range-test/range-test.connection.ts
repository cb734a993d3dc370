import { connectionOf } from '../graphql/connection.type.js';
import { RangeTestType } from './range-test.type.js';

export const RangeTestConnection = connectionOf('RangeTest', () => RangeTestType);
