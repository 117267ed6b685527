import { BlockList, isIP } from 'node:net';

/**
 * Compiles a CIDR block (`10.0.0.0/24`, `2001:db8::/32`) to a test of an address in text.
 * @throws {SyntaxError} when it is not one
 */
export function compileCidr(cidr: string): (address: string) => boolean {
  const [network = '', prefix = '', ...rest] = cidr.split('/');
  const version = isIP(network);
  const bits = version === 6 ? 128 : 32;
  if (version === 0 || rest.length > 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > bits) {
    throw new SyntaxError(`malformed CIDR: ${cidr}`);
  }

  const block = new BlockList();
  const family = version === 6 ? 'ipv6' : 'ipv4';
  block.addSubnet(network, Number(prefix), family);
  // Versions are kept apart: BlockList alone would let ::ffff:10.0.0.1 into 10.0.0.0/24.
  return (address) => isIP(address) === version && block.check(address, family);
}
