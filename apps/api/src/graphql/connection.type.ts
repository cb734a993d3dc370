import { type ClassType, Field, ObjectType } from 'type-graphql';
import type { Page } from '../database/cursor.js';

@ObjectType({ simpleResolvers: true, description: 'Where a page of a list stands (Relay).' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether rows follow after endCursor.' })
  hasNextPage: boolean;
  @Field(() => Boolean, { description: 'Whether the page was asked for with `after`.' })
  hasPreviousPage: boolean;
  @Field(() => String, { nullable: true, description: 'Cursor of the first row, null on an empty page.' })
  startCursor: string | null;
  @Field(() => String, { nullable: true, description: 'Cursor of the last row: the `after` of the next page.' })
  endCursor: string | null;
}

/** The connection type of a list, `<name>Connection`, with its edge type. */
export function connectionOf<T extends object>(name: string, nodeType: () => ClassType<T>): ClassType<Page<T>> {
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `One row of a ${name}Connection.` })
  class Edge {
    @Field(() => String, { description: 'Opaque place of this row in its list.' })
    cursor: string;
    @Field(nodeType, { description: 'The row.' })
    node: T;
  }
  @ObjectType(`${name}Connection`, { simpleResolvers: true, description: `A page of a list of ${name} (Relay).` })
  class Connection {
    @Field(() => [Edge], { description: 'The rows of this page, in the order of the list.' })
    edges: Edge[];
    @Field(() => PageInfo, { description: 'Where this page stands.' })
    pageInfo: PageInfo;
  }
  return Connection;
}
