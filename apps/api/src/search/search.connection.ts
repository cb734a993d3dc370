import { connectionOf } from '../graphql/connection.type.js';
import { SearchHit } from './search.type.js';

export const SearchConnection = connectionOf('Search', () => SearchHit);
