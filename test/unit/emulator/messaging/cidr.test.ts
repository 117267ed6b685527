import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileCidr } from '../../../../emulator/messaging/patterns/cidr.ts';

function addressOf(bits: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.');
}

describe('Given a block of IPv4 addresses', () => {
  test('an address belongs to it when its leading bits are those of the block', () => {
    const bits = fc.nat(2 ** 32 - 1);
    // Near the block, so that both outcomes are common.
    const near = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -300, max: 300 }));
    fc.assert(
      fc.property(bits, fc.integer({ min: 0, max: 32 }), near, fc.boolean(), (network, prefix, by, atEnd) => {
        const size = 2 ** (32 - prefix);
        const first = Math.floor(network / size) * size;
        const address = (atEnd ? first + size : first) + by;
        fc.pre(address >= 0 && address < 2 ** 32);
        expect(compileCidr(`${addressOf(network)}/${prefix}`)(addressOf(address))).toBe(
          address >= first && address < first + size,
        );
      }),
    );
  });

  test('no IPv6 address belongs to it, not even one that maps an IPv4 address', () => {
    const contains = compileCidr('0.0.0.0/0');
    expect(['::', '::1', '::ffff:10.0.0.1', '2001:db8::1'].map(contains)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('Given a block of IPv6 addresses', () => {
  test.each([
    ['2001:db8::/32', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', true],
    ['2001:db8::/32', '2001:db7:ffff:ffff:ffff:ffff:ffff:ffff', false],
    ['2001:db8::/32', '2001:db9::', false],
    ['2001:db8::1/128', '2001:db8::1', true],
    ['2001:db8::1/128', '2001:db8::2', false],
    ['2001:db8::1/128', '2001:db8:0:0::1', true],
    ['::/0', 'ffff::', true],
    ['::/0', '10.0.0.1', false],
  ])('%s and %s: %s', (block, address, contained) => {
    expect(compileCidr(block)(address)).toBe(contained);
  });
});

describe('Given what is no block', () => {
  test.each([
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/128',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0.0/8/',
    '10.0.0.0/0008',
    '10.0.0.0/8a',
    '10.0.0.0/1e1',
    '10.0.0/8',
    '2001:db8::/129',
    'example.com/8',
    '/8',
    '',
  ])('%j is refused', (text) => {
    expect(() => compileCidr(text)).toThrow(`malformed CIDR: ${text}`);
  });

  test.each(['10.0.0.0/0', '10.0.0.0/32', '10.0.0.0/008', '::/0', '::/33', '::/128'])('%s is one', (text) => {
    expect(() => compileCidr(text)).not.toThrow();
  });

  test.each(['', '10.0.0', '10.0.0.256', '10.0.0.1 ', 'x', '10.0.0.1/32'])(
    'no block has the address %j',
    (address) => {
      expect(compileCidr('0.0.0.0/0')(address)).toBe(false);
      expect(compileCidr('::/0')(address)).toBe(false);
    },
  );
});
