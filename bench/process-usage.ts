import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** What a process and everything it started have used so far. */
export interface Usage {
  readonly cpuSeconds: number;
  /** Memory now. */
  readonly residentMB: number;
  /** Each process's peak where the system tells it (Linux), else memory now. */
  readonly peakMB: number;
}

interface Process extends Usage {
  readonly pid: number;
  readonly parent: number;
}

/** USER_HZ: fixed at 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** CPU and memory of the process's tree: from /proc on Linux, from `ps` elsewhere. */
export async function usageOf(pid: number): Promise<Usage> {
  const all = process.platform === 'linux' ? await fromProc() : await fromPs();
  const family = new Set([pid]);
  // A child's id may be smaller than its parent's, so look until no more are found.
  for (let before = 0; before !== family.size; ) {
    before = family.size;
    for (const { pid: child, parent } of all) if (family.has(parent)) family.add(child);
  }
  const members = all.filter((member) => family.has(member.pid));
  const total = (figure: keyof Usage) => members.reduce((sum, member) => sum + member[figure], 0);
  return { cpuSeconds: total('cpuSeconds'), residentMB: total('residentMB'), peakMB: total('peakMB') };
}

async function fromProc(): Promise<Process[]> {
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
        return [
          {
            pid: Number(pid),
            parent: Number(fields[1]),
            cpuSeconds: ticks / ticksPerSecond,
            residentMB: megabytes(status, 'VmRSS'),
            peakMB: megabytes(status, 'VmHWM'),
          },
        ];
      } catch {
        return []; // it ended in between
      }
    }),
  );
  return found.flat();
}

/** A figure of proc(5)'s status, which gives kilobytes. */
function megabytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1024;
}

async function fromPs(): Promise<Process[]> {
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
        residentMB: Number(kilobytes) / 1024,
        peakMB: Number(kilobytes) / 1024,
      };
    });
}

/** `[[dd-]hh:]mm:ss[.cc]` in seconds. */
function secondsOf(time: string): number {
  return time.split(/[-:]/).reduce((sum, part, at, parts) => {
    const unit = [1, 60, 3600, 86_400][parts.length - 1 - at] ?? 0;
    return sum + Number(part) * unit;
  }, 0);
}
