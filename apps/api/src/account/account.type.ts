import { Field, ObjectType } from 'type-graphql';
import { DateTimeScalar, HashScalar } from '../graphql/scalars.js';

@ObjectType('RunnerKey', { simpleResolvers: true, description: 'A key that signs submissions.' })
export class RunnerKeyType {
  @Field(() => HashScalar, { description: 'SHA-256 of the raw public key.' })
  id: string;
  @Field(() => String, { description: 'Ed25519, base64url of 32 bytes.' })
  publicKey: string;
  @Field(() => DateTimeScalar, { description: 'When it was enrolled.' })
  addedAt: Date;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked; null while it is good.' })
  revokedAt: Date | null;
}

@ObjectType('Account', { simpleResolvers: true, description: 'A contributor.' })
export class AccountType {
  /** Inner key, not shown. */
  id: number;
  @Field(() => String, { description: 'The name.' })
  handle: string;
  @Field(() => DateTimeScalar, { description: 'When the handle was registered.' })
  createdAt: Date;
}

@ObjectType('Viewer', { simpleResolvers: true, description: 'Whoever sent the request.' })
export class Viewer {
  @Field(() => AccountType, { description: 'The signed-in account.' })
  account: AccountType;
}

@ObjectType('Challenge', { simpleResolvers: true, description: 'What a key has to sign to sign in.' })
export class Challenge {
  @Field(() => String, { description: 'To be signed once.' })
  nonce: string;
  @Field(() => String, { description: 'The registry’s own origin, part of what is signed.' })
  origin: string;
  @Field(() => DateTimeScalar, { description: 'Until when it can be answered.' })
  expiresAt: Date;
}

@ObjectType('Session', { simpleResolvers: true, description: 'A signed-in account.' })
export class Session {
  @Field(() => String, { description: 'Bearer token; shown once.' })
  token: string;
  @Field(() => DateTimeScalar, { description: 'Until when it is good.' })
  expiresAt: Date;
  @Field(() => AccountType, { description: 'The account.' })
  account: AccountType;
}

@ObjectType('KeyAdded', { simpleResolvers: true, description: 'The key is enrolled.' })
export class KeyAdded {
  @Field(() => RunnerKeyType, { description: 'The key.' })
  key: RunnerKeyType;
}

@ObjectType('KeyRevoked', { simpleResolvers: true, description: 'The key is revoked.' })
export class KeyRevoked {
  @Field(() => RunnerKeyType, { description: 'The key.' })
  key: RunnerKeyType;
}
