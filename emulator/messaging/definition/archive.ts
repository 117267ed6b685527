import type { JsonValue } from '../../../lib/json.ts';
import type { CellTemplate } from '../../template/cell-template.ts';
import { type Definition, DefinitionError, readResource } from '../../template/definition.ts';
import { encryption, labels } from '../../template/without-effect.ts';
import { compilePattern } from '../patterns/event-pattern.ts';
import { patternOf } from './pattern-of.ts';

const archiveWithoutEffect = {
  ...labels,
  ArchiveName: 'there is one archive',
  SourceArn: 'there is one bus',
  KmsKeyIdentifier: encryption,
} as const;

/**
 * What the bus's archive keeps, and for how many days (0: for ever); without an archive in the
 * templates, everything for ever.
 */
export function archiveOf(template: CellTemplate): { pattern?: JsonValue; retentionDays: number } {
  const [archive, ...others] = template
    .ofType('AWS::Events::Archive')
    .map((resource) => readResource(resource, archiveWithoutEffect, readArchive));
  if (others.length > 0) throw new DefinitionError('The emulator keeps one archive of its bus, not several');
  return archive ?? { retentionDays: 0 };
}

function readArchive(archive: Definition): { pattern?: JsonValue; retentionDays: number } {
  const pattern = archive.document('EventPattern');
  // Compiled once more where it is used: here a refusal can name the resource.
  if (pattern !== undefined) patternOf(archive, () => compilePattern(pattern));
  return {
    retentionDays: archive.optionalNumber('RetentionDays') ?? 0,
    ...(pattern !== undefined && { pattern }),
  };
}
