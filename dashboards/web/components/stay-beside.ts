const width = 352;
const margin = 12;
const gap = 6;

/**
 * Shows a popover beside a button, above all else on the page, and keeps it there when the page
 * moves: by scrolling, or because what is above the button grows with live figures.
 * @param onLeft is called once the button, having been in sight, no longer is
 * @returns what ends it
 */
export function stayBeside(button: HTMLElement, popover: HTMLElement, onLeft: () => void): () => void {
  popover.showPopover();
  let frame = 0;
  const follow = () => {
    place(popover, button.getBoundingClientRect());
    frame = requestAnimationFrame(follow);
  };
  follow();
  const watcher = watchLeaving(button, onLeft);
  return () => {
    cancelAnimationFrame(frame);
    watcher.disconnect();
    popover.hidePopover();
  };
}

/** Tells when a button leaves the window, or the box that scrolls it. */
function watchLeaving(button: HTMLElement, onLeft: () => void): IntersectionObserver {
  // Opened by keyboard, it may be on its way into the window.
  let wasSeen = false;
  const watcher = new IntersectionObserver(([entry]) => {
    if (entry?.isIntersecting) wasSeen = true;
    else if (wasSeen) onLeft();
  });
  watcher.observe(button);
  return watcher;
}

/** Below the button, or above it where there is more room, and always within the window. */
function place({ style }: HTMLElement, at: DOMRect): void {
  const isAbove = at.bottom > innerHeight * 0.6;
  const wide = Math.min(width, innerWidth - 2 * margin);
  const room = (isAbove ? at.top : innerHeight - at.bottom) - gap - margin;
  style.width = `${wide}px`;
  style.maxHeight = `${Math.min(room, innerHeight * 0.6)}px`;
  style.left = `${Math.max(margin, Math.min(at.left - margin, innerWidth - wide - margin))}px`;
  style.top = isAbove ? 'auto' : `${at.bottom + gap}px`;
  style.bottom = isAbove ? `${innerHeight - at.top + gap}px` : 'auto';
}
