import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApiMethod } from '../../../../emulator/gateway/rest-api.ts';
import { createRouter } from '../../../../emulator/gateway/router.ts';
import { apiMethod } from '../resources.ts';

function method(httpMethod: string, resourcePath: string): ApiMethod {
  return apiMethod(resourcePath, { httpMethod });
}

const route = createRouter([
  method('GET', '/'),
  method('POST', '/things/new'),
  method('GET', '/things/{id}'),
  method('GET', '/things/{id}/parts/{part}'),
  method('ANY', '/files/{rest+}'),
]);

function found(httpMethod: string, path: string) {
  const match = route(httpMethod, path);
  return match && { resource: match.method.resourcePath, ...match.parameters };
}

const slashes = fc.nat(4).map((count) => '/'.repeat(count));

describe('Given a path with slashes', () => {
  test('any number of them before and after it leads to the same resource', () => {
    const path = fc.constantFrom('things/new', 'things/a', 'things/a%2Fb/parts/%2F', 'files/x/y', 'nowhere');
    fc.assert(
      fc.property(path, slashes, slashes, fc.constantFrom('GET', 'POST'), (plain, before, after, verb) => {
        expect(found(verb, `/${before}${plain}${after}`)).toEqual(found(verb, `/${plain}`));
      }),
    );
  });

  test('when it holds nothing else, then it is the root', () => {
    for (const path of ['/', '//', '///', '']) expect(found('GET', path)).toEqual({ resource: '/' });
  });

  test('when one is doubled within it, then no variable takes the empty part', () => {
    expect(found('POST', '/things//new')).toBeUndefined();
    expect(found('GET', '/things//parts/1')).toBeUndefined();
    expect(found('GET', '/things/a//parts/1')).toBeUndefined();
  });

  test('when one is encoded, then it parts nothing and stays encoded', () => {
    expect(found('GET', '/things/a%2Fb')).toEqual({ resource: '/things/{id}', id: 'a%2Fb' });
    expect(found('GET', '/things/%2F/')).toEqual({ resource: '/things/{id}', id: '%2F' });
    expect(found('POST', '/things%2Fnew')).toBeUndefined();
  });

  test('when the last part is missing, then its variable is not empty: there is no route', () => {
    expect(found('GET', '/things/')).toBeUndefined();
    expect(found('GET', '/things/a/parts/')).toBeUndefined();
    expect(found('GET', '/files/')).toBeUndefined();
  });
});
