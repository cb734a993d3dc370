import { connectionOf } from '../graphql/connection.type.js';
import { TaskType } from './task.type.js';

export const TaskConnection = connectionOf('Task', () => TaskType);
