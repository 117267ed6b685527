import { App, type AppProps } from 'aws-cdk-lib';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };

/** A CDK app with the behaviour that the library recommends today, except for one flag. */
export function newApp(props: AppProps = {}): App {
  return new App({
    treeMetadata: false,
    postCliContext: {
      ...featureFlags,
      // CloudFormation then refuses to remove from the stateful stack what the stateless one uses.
      '@aws-cdk/core:defaultCrossStackReferences': 'strong',
      // CloudFormation takes 1 MB, blanks included: alarms of 99 partitions and QuickSight’s definitions are deep.
      '@aws-cdk/core:suppressTemplateIndentation': true,
    },
    ...props,
  });
}
