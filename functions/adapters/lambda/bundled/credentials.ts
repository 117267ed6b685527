/** The part of the SDK's credentials that Lambda gives a function. */
interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundles: the credentials that Lambda
 * puts into the environment. The SDK's own goes on to look into profiles, single sign-on, processes
 * and metadata servers, none of which Lambda has.
 */
export function defaultProvider() {
  return async (): Promise<Credentials> => {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
    if (!accessKeyId || !secretAccessKey)
      throw new Error(
        'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set. Lambda sets them; elsewhere, set them before calling the handler.',
      );
    return { accessKeyId, secretAccessKey, sessionToken: process.env.AWS_SESSION_TOKEN };
  };
}
