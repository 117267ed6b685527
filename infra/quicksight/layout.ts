import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';

/** Columns of a sheet. */
const columns = 36;

interface Element {
  readonly id: string;
  readonly type: 'VISUAL' | 'TEXT_BOX' | 'FILTER_CONTROL' | 'PARAMETER_CONTROL';
  readonly width: number;
  readonly height: number;
}

/** Elements from left to right, in rows as high as the highest in them. */
export function flow(elements: readonly Element[]): CfnDashboard.GridLayoutElementProperty[] {
  let [column, row, height] = [0, 0, 0];
  return elements.map((element) => {
    if (column + element.width > columns) [column, row, height] = [0, row + height, 0];
    const placed = {
      elementId: element.id,
      elementType: element.type,
      columnIndex: column,
      columnSpan: element.width,
      rowIndex: row,
      rowSpan: element.height,
    };
    column += element.width;
    height = Math.max(height, element.height);
    return placed;
  });
}
