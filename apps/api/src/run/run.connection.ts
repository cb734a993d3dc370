import { connectionOf } from '../graphql/connection.type.js';
import { RunType } from './run.type.js';

export const RunConnection = connectionOf('Run', () => RunType);
