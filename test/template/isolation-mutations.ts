import type { Resource } from '../../emulator/template/cell-template.ts';
import { entryMetadata } from '../../functions/core/names.ts';
import { ofType } from './invariants/resources.ts';
import { type Mutation, withProperty } from './mutation.ts';

/** Mistakes by which groups of partitions fail together. Of a cell without groups there are none. */
export function isolationMutations(resources: readonly Resource[]): readonly Mutation[] {
  const isRelay = ({ metadata }: Resource) => metadata[entryMetadata] === 'functions/relay';
  const [relay, ...others] = ofType(resources, 'AWS::Lambda::Function').filter(isRelay);
  const [topic] = ofType(resources, 'AWS::SNS::Topic').filter(
    ({ stack, properties }) => stack === relay?.stack && properties.FifoTopic === true,
  );
  if (!relay || !topic || others.length === 0) return [];
  const ofOthers = (resource: Resource) => others.some(({ stack }) => stack === resource.stack);
  return [
    {
      what: 'one relay serves all groups',
      check: 'isolation',
      candidates: ofType(resources, 'AWS::Lambda::EventSourceMapping').filter(
        (mapping) => ofOthers(mapping) && String(mapping.properties.EventSourceArn).endsWith('-relay'),
      ),
      mutate: withProperty('FunctionName', `${relay.physicalId}:live`),
    },
    {
      what: 'one key is for all groups',
      check: 'isolation',
      candidates: ofType(resources, 'AWS::SQS::Queue', 'AWS::SNS::Topic').filter(ofOthers),
      mutate: withProperty('KmsMasterKeyId', topic.properties.KmsMasterKeyId ?? null),
    },
  ];
}
