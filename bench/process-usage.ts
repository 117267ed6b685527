import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** What a process and everything it started have used so far. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly memoryMB: number;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly cpuSeconds: number;
  /** Peak where the system tells it (Linux), else now. */
  readonly memoryMB: number;
}

/** USER_HZ: fixed at 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** CPU and memory of the process's tree: from /proc on Linux, from `ps` elsewhere. */
export const usageOf = async (pid: number): Promise<Usage> => {
  const all = process.platform === 'linux' ? await fromProc() : await fromPs();
  const family = new Set([pid]);
  // A child's id may be smaller than its parent's, so look until no more are found.
  for (let before = 0; before !== family.size; ) {
    before = family.size;
    for (const { pid: child, parent } of all) if (family.has(parent)) family.add(child);
  }
  const members = all.filter((member) => family.has(member.pid));
  return {
    cpuSeconds: members.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    memoryMB: members.reduce((sum, { memoryMB }) => sum + memoryMB, 0),
  };
};

const fromProc = async (): Promise<Process[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      try {
        const [stat, status] = await Promise.all([
          readFile(`/proc/${pid}/stat`, 'utf8'),
          readFile(`/proc/${pid}/status`, 'utf8'),
        ]);
        // proc(5): after the command in parentheses come state, ppid, …; utime to cstime are the 12th to 15th.
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
        const peakKB = Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1] ?? 0);
        return [
          {
            pid: Number(pid),
            parent: Number(fields[1]),
            cpuSeconds: ticks / ticksPerSecond,
            memoryMB: peakKB / 1024,
          },
        ];
      } catch {
        return []; // it ended in between
      }
    }),
  );
  return found.flat();
};

const fromPs = async (): Promise<Process[]> => {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,rss=,time=']);
  return stdout
    .trim()
    .split('\n')
    .map((row) => {
      const [pid = '', parent = '', kilobytes = '', time = ''] = row.trim().split(/\s+/);
      return {
        pid: Number(pid),
        parent: Number(parent),
        cpuSeconds: secondsOf(time),
        memoryMB: Number(kilobytes) / 1024,
      };
    });
};

/** `[[dd-]hh:]mm:ss[.cc]` in seconds. */
const secondsOf = (time: string): number =>
  time.split(/[-:]/).reduce((sum, part, at, parts) => {
    const unit = [1, 60, 3600, 86_400][parts.length - 1 - at] ?? 0;
    return sum + Number(part) * unit;
  }, 0);
