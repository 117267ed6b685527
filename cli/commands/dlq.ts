import type { Command } from 'commander';
import type { Context } from './context.ts';
import { addDiscard } from './dlq-discard.ts';
import { addList } from './dlq-list.ts';
import { addRedrive } from './dlq-redrive.ts';
import { addShow } from './dlq-show.ts';

/** `bems dlq`: what failed and was set aside, and how to put it right. */
export function addDlq(program: Command, context: Context): void {
  const group = program
    .command('dlq')
    .description('list, read, redrive and discard dead letters: messages that failed and were set aside');
  for (const add of [addList, addShow, addRedrive, addDiscard]) add(group, context);
}
