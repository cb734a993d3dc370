import { connectionOf } from '../graphql/connection.type.js';
import { PolicyType } from './policy.type.js';

export const PolicyConnection = connectionOf('Policy', () => PolicyType);
