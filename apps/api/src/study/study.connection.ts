import { connectionOf } from '../graphql/connection.type.js';
import { StudyTrialType, StudyType } from './study.type.js';

export const StudyConnection = connectionOf('Study', () => StudyType);
export const StudyTrialConnection = connectionOf('StudyTrial', () => StudyTrialType);
