import { connectionOf } from '../graphql/connection.type.js';
import { BoardRow } from './board.type.js';

export const BoardRowConnection = connectionOf('BoardRow', () => BoardRow);
