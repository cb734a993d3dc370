import { connectionOf } from '../graphql/connection.type.js';
import { ArmType } from './arm.type.js';

export const ArmConnection = connectionOf('Arm', () => ArmType);
