import { Field, ObjectType } from 'type-graphql';

@ObjectType('Metric', { simpleResolvers: true, description: 'What is measured, and which way is better.' })
export class MetricType {
  @Field(() => String, { description: 'Name of the metric, e.g. accuracy.' })
  name: string;
  @Field(() => String, { description: '`maximize` or `minimize`.' })
  direction: string;
  @Field(() => String, { description: 'How to read the metric: share (0 to 1), percent, nats, bits or points.' })
  unit: string;
}
