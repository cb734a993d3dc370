import { connectionOf } from '../graphql/connection.type.js';
import { ModelType } from './model.type.js';

export const ModelConnection = connectionOf('Model', () => ModelType);
