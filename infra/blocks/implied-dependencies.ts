import { CfnResource, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Leaves out of the templates below `root` what their references say already: CloudFormation makes whatever a
 * resource refers to before it, and cfn-lint finds a `DependsOn` that repeats it (W3005). The construct library
 * states both for every role.
 *
 * Dependencies are added to resources after all aspects have run, so this is done when the library validates
 * the tree, right before it writes the templates.
 */
export function leaveOutImpliedDependencies(root: Construct): void {
  root.node.addValidation({
    validate: () => {
      for (const resource of root.node.findAll().filter(CfnResource.isCfnResource)) leaveOutImplied(resource);
      return [];
    },
  });
}

function leaveOutImplied(resource: CfnResource): void {
  const stated = resource.obtainDependencies().filter(CfnResource.isCfnResource);
  if (stated.length === 0) return;
  const stack = Stack.of(resource);
  const referred = referredIn(stack.resolve(resource._toCloudFormation()));
  for (const other of stated)
    if (Stack.of(other) === stack && referred.has(String(stack.resolve(other.logicalId))))
      resource.removeResourceDependency(other);
}

/** The logical ids that a part of a template refers to. */
function referredIn(part: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  JSON.stringify(part, (key, value: unknown) => {
    if (key === 'Ref' && typeof value === 'string') found.add(value);
    if (key === 'Fn::GetAtt' && Array.isArray(value)) found.add(String(value[0]));
    return value;
  });
  return found;
}
