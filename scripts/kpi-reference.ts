// kpi-reference.ts: writes docs/kpis.md from the definitions of the KPIs.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kpiReference } from '../dashboards/kpis/reference.ts';
import { projectRoot } from '../local/project-root.ts';

writeFileSync(join(projectRoot, 'docs/kpis.md'), kpiReference());
