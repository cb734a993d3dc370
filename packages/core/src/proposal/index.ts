export { checkTask, type TaskCheck, UNMEASURED_DIGEST, unmeasuredData } from './check-task.js';
export type { TaskWarning } from './finding.js';
export { startingTask, STARTING_TASKS, type StartingTask } from './starting-task.js';
