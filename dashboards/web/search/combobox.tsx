import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useId, useRef, useState } from 'react';
import { exactItem } from './exact.ts';

/** Options under one name. */
export interface OptionGroup<Item> {
  readonly title: string;
  readonly items: readonly Item[];
  /** What follows them, such as that there are more. */
  readonly note?: string | undefined;
}

interface ComboboxProps<Item> {
  /** The id of the field, for its label. */
  readonly id: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly placeholder: string;
  readonly maxLength: number;
  /** Keeps its identity as long as it says the same. */
  readonly groups: readonly OptionGroup<Item>[];
  /** Whether the options are those of the present text. */
  readonly isCurrent: boolean;
  readonly keyOf: (item: Item) => string;
  /** What somebody types who means this one. */
  readonly idOf: (item: Item) => string;
  readonly row: (item: Item) => ReactNode;
  readonly onChoose: (item: Item) => void;
  /** Shown without options: that there are none, or why. */
  readonly nothing: string | undefined;
  /** Enter was pressed, and there is nothing to choose. */
  readonly onNothing?: () => void;
  readonly onLeave?: () => void;
  readonly input?: Ref<HTMLInputElement>;
  /** The id of what says that the text is not accepted. */
  readonly refusedBy?: string | undefined;
}

/**
 * A field with a list of what it may mean (the combobox of the ARIA authoring practices): arrows move
 * within the list, Enter takes the marked one, Escape closes it and then empties the field. The first one
 * is marked by itself. In a closed list none is marked: Enter takes what was typed to the letter, or opens it.
 * Enter waits for an answer that is under way: it never takes one to an earlier text.
 */
export function Combobox<Item>(props: ComboboxProps<Item>) {
  const { id, text, onText, groups, isCurrent, onChoose, nothing, onNothing = () => {} } = props;
  const [isWanted, setWanted] = useState(false);
  const [picked, setPicked] = useState<{ readonly of: unknown; readonly index: number }>();
  const [isAwaited, setAwaited] = useState(false);
  const listId = useId();
  const items = groups.flatMap((group) => group.items);
  const isOpen = isWanted && (items.length > 0 || nothing !== undefined);
  const hasList = isOpen && items.length > 0;
  // Options of an earlier text are shown, and none of them is marked.
  const active = !isCurrent ? -1 : picked?.of === groups ? picked.index : 0;
  const marked = isOpen ? items[active] : undefined;

  const choose = (item: Item) => {
    setWanted(false);
    setAwaited(false);
    onChoose(item);
  };
  const move = (by: number) => {
    setWanted(true);
    if (items.length === 0) return;
    // A list that opens begins at one of its ends.
    const from = isOpen && active >= 0 ? active : by < 0 ? 0 : -1;
    setPicked({ of: groups, index: (from + by + items.length) % items.length });
  };
  const enter = () => {
    const taken = isWanted ? (marked ?? items[0]) : exactItem(items, props.idOf, text);
    if (taken !== undefined) choose(taken);
    else if (items.length === 0) onNothing();
    else setWanted(true);
  };
  useEffect(() => {
    if (!isAwaited || !isCurrent) return;
    setAwaited(false);
    enter();
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter') {
      if (text.trim() === '') return;
      if (isCurrent) enter();
      else setAwaited(true);
    } else if (event.key === 'Escape') {
      setAwaited(false);
      setWanted(false);
      if (!isOpen) onText('');
    } else return;
    event.preventDefault();
  };

  return (
    <div className="combobox">
      <input
        ref={props.input}
        id={id}
        type="search"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={hasList}
        aria-controls={hasList ? listId : undefined}
        aria-activedescendant={marked === undefined ? undefined : `${listId}-${active}`}
        aria-invalid={props.refusedBy !== undefined}
        aria-describedby={props.refusedBy}
        value={text}
        placeholder={props.placeholder}
        maxLength={props.maxLength}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        enterKeyHint="search"
        onChange={({ target }) => {
          setWanted(true);
          setAwaited(false);
          onText(target.value);
        }}
        onKeyDown={onKeyDown}
        onClick={() => setWanted(true)}
        onBlur={() => {
          setWanted(false);
          setAwaited(false);
          props.onLeave?.();
        }}
      />
      <span className="visually-hidden" role="status">
        {isOpen && isCurrent && said(groups, nothing)}
      </span>
      {isOpen && <Options {...props} listId={listId} marked={active} onChoose={choose} isEmpty={!hasList} />}
    </div>
  );
}

interface OptionsProps<Item>
  extends Pick<ComboboxProps<Item>, 'groups' | 'keyOf' | 'row' | 'onChoose' | 'nothing' | 'placeholder'> {
  readonly listId: string;
  /** The number of the marked one, over all groups. */
  readonly marked: number;
  readonly isEmpty: boolean;
}

/** The list below the field. */
function Options<Item>({
  groups,
  listId,
  marked,
  isEmpty,
  keyOf,
  row,
  onChoose,
  ...props
}: OptionsProps<Item>) {
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list scrolls when another one is marked
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [marked]);
  const shown = groups.filter(({ items }) => items.length > 0);
  const startOf = (group: OptionGroup<Item>) =>
    shown.slice(0, shown.indexOf(group)).reduce((sum, { items }) => sum + items.length, 0);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a press in the list must not take the focus from the field
    <div className="options" onMouseDown={(event) => event.preventDefault()}>
      {isEmpty && <p className="options-nothing">{props.nothing}</p>}
      {!isEmpty && (
        <div ref={list} id={listId} role="listbox" aria-label={props.placeholder}>
          {shown.map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: a group of options is no group of fields
            <div key={group.title} role="group" aria-label={group.title}>
              <p className="options-title" aria-hidden="true">
                {group.title}
              </p>
              {group.items.map((item, index) => {
                const number = startOf(group) + index;
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: keys go to the field
                  <div
                    key={keyOf(item)}
                    id={`${listId}-${number}`}
                    role="option"
                    aria-selected={number === marked}
                    className="option"
                    onClick={() => onChoose(item)}
                  >
                    {row(item)}
                  </div>
                );
              })}
              {group.note !== undefined && (
                <p className="options-note" aria-hidden="true">
                  {group.note}
                </p>
              )}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** What a screen reader says of the list. */
function said(groups: readonly OptionGroup<unknown>[], nothing: string | undefined): string | undefined {
  const found = groups.filter(({ items }) => items.length > 0);
  if (found.length === 0) return nothing;
  return found
    .map(({ title, items, note }) => `${title}: ${items.length}${note ? ', and more' : ''}`)
    .join('; ');
}
