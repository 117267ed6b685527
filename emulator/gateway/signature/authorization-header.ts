/** An `Authorization` header of Signature Version 4, taken apart. */
export interface Authorization {
  readonly accessKeyId: string;
  /** `20260309`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** In lower case. */
  readonly signedHeaders: readonly string[];
  /** 64 hexadecimal digits. */
  readonly signature: string;
}

const credential = /^([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/;

/**
 * Undefined when it is not of the form `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…,
 * Signature=…`.
 */
export function parseAuthorization(header: string): Authorization | undefined {
  const [, list = ''] = /^AWS4-HMAC-SHA256 +(.+)$/.exec(header) ?? [];
  const fields = new Map(list.split(/, */).map(splitField));
  const [, accessKeyId = '', date = '', region = '', service = ''] =
    credential.exec(fields.get('Credential') ?? '') ?? [];
  const signedHeaders = fields.get('SignedHeaders') ?? '';
  const signature = fields.get('Signature') ?? '';
  if (accessKeyId === '' || fields.size !== 3) return undefined;
  if (!/^[!-:<-~]+(;[!-:<-~]+)*$/.test(signedHeaders) || signedHeaders !== signedHeaders.toLowerCase())
    return undefined;
  if (!/^[0-9a-f]{64}$/.test(signature)) return undefined;
  return { accessKeyId, date, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

/** `Name=value` at its first `=`. */
function splitField(field: string): readonly [string, string] {
  const at = field.indexOf('=');
  return at < 0 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)];
}
