import { closeTo } from '../../lib/close-names.ts';

/**
 * Every Region that a customer may have an account in, those of China and of governments included.
 */
export const regions: readonly string[] = [
  ...['af-south-1', 'ap-east-1', 'ap-east-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'],
  ...['ap-south-1', 'ap-south-2', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4'],
  ...['ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7', 'ca-central-1', 'ca-west-1', 'cn-north-1'],
  ...['cn-northwest-1', 'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2'],
  ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'eusc-de-east-1', 'il-central-1', 'me-central-1'],
  ...['me-south-1', 'me-west-1', 'mx-central-1', 'sa-east-1', 'us-east-1', 'us-east-2', 'us-gov-east-1'],
  ...['us-gov-west-1', 'us-west-1', 'us-west-2'],
];

/** What is wrong with a Region's name: nothing, or a sentence with those it may have meant. */
export function regionErrors(name: string): string[] {
  if (regions.includes(name)) return [];
  const close = closeTo(name, regions);
  return [
    close.length > 0
      ? `there is no Region ${name}; close to it: ${close.join(', ')}`
      : `there is no Region ${name}: give its code, like eu-west-1`,
  ];
}
