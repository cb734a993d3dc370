import { connectionOf } from '../graphql/connection.type.js';
import { CitationType } from './citation.type.js';

export const CitationConnection = connectionOf('Citation', () => CitationType);
