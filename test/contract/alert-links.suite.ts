import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AlertLinks } from '../../functions/core/ports.ts';

interface AlertLinksUnderTest {
  readonly links: AlertLinks;
  /** The same with another key. */
  readonly others: AlertLinks;
  readonly close?: () => Promise<void>;
}

/** What every implementation of `AlertLinks` must do. */
export function alertLinksContract(
  name: string,
  make: () => Promise<AlertLinksUnderTest>,
  { runs = 100 }: { readonly runs?: number } = {},
): void {
  describe(`${name} as what signs links to alerts`, () => {
    let subject: AlertLinksUnderTest;
    beforeAll(async () => {
      subject = await make();
    });
    afterAll(() => subject?.close?.());

    test('When a text is signed, Then its signature fits into an address and is its own', async () => {
      const { links, others } = subject;
      const signature = await links.sign('a text');
      expect(signature).toMatch(/^[\w-]{43}$/);
      expect(await links.isSigned('a text', signature)).toBe(true);
      expect(await links.isSigned('another text', signature)).toBe(false);
      expect(await others.isSigned('a text', signature)).toBe(false);
      expect(await links.address()).toBe('https://cell.example/alerts/link');
    });

    test('When a signature is altered anywhere, Then it is not the text’s', async () => {
      const { links } = subject;
      const signature = await links.sign('a text');
      const edit = fc.tuple(fc.nat(signature.length - 1), fc.string({ maxLength: 2 }));
      await fc.assert(
        fc.asyncProperty(edit, async ([at, put]) => {
          const altered = signature.slice(0, at) + put + signature.slice(at + 1);
          fc.pre(altered !== signature);
          expect(await links.isSigned('a text', altered)).toBe(false);
        }),
        { numRuns: runs },
      );
      // The last character of 256 bits in base64 has bits to spare, which decoders ignore.
      const [last = ''] = signature.slice(-1);
      const twin = String.fromCharCode(last.charCodeAt(0) + 1);
      for (const other of ['', `${signature}=`, signature.slice(0, -1), signature.slice(0, -1) + twin])
        expect(await links.isSigned('a text', other)).toBe(false);
    });
  });
}
