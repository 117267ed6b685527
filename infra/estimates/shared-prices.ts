import { flat, type KnownPrice, million, priceListed, priceToCheck, tebibyteInGib } from './price.ts';

// Prices that more than one line of a bill goes by: each is said here, once.

export const lambdaPrices = {
  functionCall: flat('0.20', million, priceToCheck('lambda')),
  /** GB-seconds on arm64. */
  functionTime: flat('0.0000133334', 1, priceListed('AWSLambda')),
} as const satisfies Record<string, KnownPrice>;

export const objectPrices = {
  objectStorage: {
    ...priceToCheck('s3'),
    per: 1,
    tiers: [
      { usd: '0.023', upTo: 50 * tebibyteInGib },
      { usd: '0.022', upTo: 500 * tebibyteInGib },
      { usd: '0.021' },
    ],
  },
  objectColdStorage: flat('0.004', 1, priceToCheck('s3')),
  objectPut: flat('0.005', 1_000, priceToCheck('s3')),
  objectGet: flat('0.0004', 1_000, priceToCheck('s3')),
} as const satisfies Record<string, KnownPrice>;
