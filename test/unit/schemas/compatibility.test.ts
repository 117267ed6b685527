import ajvDraft04 from 'ajv-draft-04';
import { describe, expect, test } from 'vitest';
import { requestSchema } from '../../../schemas/request.ts';
import { stages } from '../../../schemas/stages.ts';
import { schemaVersion } from '../../../schemas/version.ts';
import acceptedBy1x0 from './accepted-by-1.0.json' with { type: 'json' };
import acceptedBy1x1 from './accepted-by-1.1.json' with { type: 'json' };

/**
 * Bodies that each earlier version of the contract accepted, one file per version. Files are added,
 * never changed.
 */
const acceptedBy = { '1.0': acceptedBy1x0, '1.1': acceptedBy1x1 };

const ajv = new ajvDraft04.default({ allErrors: true, strict: false });

describe('Given bodies that an earlier version of the contract accepted', () => {
  const sameMajor = Object.entries(acceptedBy).filter(
    ([version]) => version.split('.')[0] === schemaVersion.split('.')[0],
  );

  test('When this version was made, Then its bodies were kept here', () => {
    expect(Object.keys(acceptedBy)).toContain(schemaVersion);
  });

  test.each(sameMajor)('When it was %s, Then this one still accepts them', (_, bodies) => {
    for (const stage of stages) {
      const validate = ajv.compile(requestSchema(stage));
      for (const body of bodies[stage]) {
        validate(body);
        expect(validate.errors ?? []).toEqual([]);
      }
    }
  });
});
