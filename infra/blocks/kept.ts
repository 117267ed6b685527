import { RemovalPolicy } from 'aws-cdk-lib';

/**
 * Of whatever holds something that nobody may lose: kept when its stack is deleted, when it is taken out of it
 * or replaced; gone when the very deployment that made it fails, so that its name is free for the next.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export const keptOnceMade = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
