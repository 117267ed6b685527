import type { DiagnosedLetter } from '../../../operations/dead-letters/diagnosis.ts';
import { Instant } from '../components/instant.tsx';
import { ScrollTable } from '../components/scroll-table.tsx';

interface LetterListProps {
  readonly letters: readonly DiagnosedLetter[];
  /** The id of the message that is shown in full. */
  readonly shown: string | undefined;
  readonly onShow: (letter: DiagnosedLetter) => void;
}

/** One line per dead letter; choosing one shows it in full. */
export function LetterList({ letters, shown, onShow }: LetterListProps) {
  return (
    <ScrollTable label="Dead letters">
      <thead>
        <tr>
          <th scope="col">Failure</th>
          <th scope="col">Invoice</th>
          <th scope="col" className="number">
            Since
          </th>
        </tr>
      </thead>
      <tbody>
        {letters.map((letter) => {
          const { messageId, queue, diagnosis, invoiceId, eventId, sentAt } = letter;
          const isShown = messageId === shown;
          return (
            <tr key={`${queue} ${messageId}`} className={isShown ? 'row-shown' : undefined}>
              <td>
                <button
                  type="button"
                  className="row-button"
                  aria-pressed={isShown}
                  onClick={() => onShow(letter)}
                >
                  {diagnosis.code}
                </button>
                <span className="second-line">
                  {diagnosis.failureClass && `${diagnosis.failureClass}, `}
                  {queue}
                </span>
              </td>
              <td>
                <bdi>{invoiceId ?? '–'}</bdi>
                {eventId !== undefined && <span className="second-line">{eventId}</span>}
              </td>
              <td className="number since">
                <Instant at={sentAt} form="full" />
              </td>
            </tr>
          );
        })}
      </tbody>
    </ScrollTable>
  );
}
