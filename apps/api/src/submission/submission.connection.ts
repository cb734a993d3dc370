import { connectionOf } from '../graphql/connection.type.js';
import { SubmissionType } from './submission.type.js';

export const SubmissionConnection = connectionOf('Submission', () => SubmissionType);
